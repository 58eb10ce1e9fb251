import { formatPath, type Issue } from "../result.ts";

/** Issues as a person reads them: place, path, fault, the line with a caret. */
export function formatIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ message, path, location }) => {
      const at = formatPath(path);
      const text = at === "" || message.startsWith(at) ? message : `${at}: ${message}`;
      if (location === undefined) return text;
      const { file, line, column, excerpt } = location;
      const head = `${file}:${line}:${column}: ${text}`;
      if (excerpt.trim() === "" || column > excerpt.length + 1) return head;
      const gutter = `  ${line} | `;
      return `${head}\n${gutter}${excerpt}\n${" ".repeat(gutter.length + column - 1)}^`;
    })
    .join("\n");
}
