/** Keys that no driver may ever see; all are `store/invalid-key`. */
export const hostileKeys: readonly string[] = [
  ["", "/", ".", "..", "../x", "a/../b", "a/..", "a/../../b", "/etc/passwd", "//host/share", "a//b", "a/", "./a"],
  ["a\\b", "..\\x", "C:\\x", "C:x", "a\0", "a\0/b", "a\nb", "a%2fb", "%2e%2e/x", "%00", "a b", "~/x", "a:b", "a*"],
  [".hidden", "a/.hidden", "-a", "_a", "a/_b", "a..b", "a.", "a./b", "é", "ａ", "con", "NUL", "a/nul.txt", "com1"],
  ["aux", "prn.csv", "lpt9", "a".repeat(256), `${"a/".repeat(256)}a`],
].flat();
