import { allocateResult, measureResult } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { mockContext, mockStages } from "./mocks.ts";
import { stableUniform } from "./mocks/stable-uniform.ts";

const ids = Array.from({ length: 400 }, (_, i) => `initiative-${i}`);

async function estimates(phase: "pilot" | "scale"): Promise<readonly { value: number; n: number }[]> {
  return Promise.all(
    ids.map(async (initiativeId) => {
      const { rng, ...rest } = mockContext();
      const request = { initiativeId, phase, config: null, sampleSize: null };
      const result = await mockStages.measure(request, { ...rest, rng: rng.stream(initiativeId).stream(phase) });
      measureResult.format(result);
      return { value: result.estimate.value, n: result.sampleSize };
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function centred(list: readonly { value: number }[]): readonly number[] {
  const mean = sum(list.map(({ value }) => value)) / list.length;
  return list.map(({ value }) => value - mean);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => value * (b[i] ?? 0)));
}

describe("mock stages", () => {
  test("give related but distinct estimates in pilot and scale, valid and larger at scale", async () => {
    const [pilot, scale] = [await estimates("pilot"), await estimates("scale")];
    expect(pilot.every(({ n }, i) => n >= 50 && n < (scale[i]?.n ?? 0))).toBe(true);
    expect(pilot.every(({ value }, i) => value !== scale[i]?.value)).toBe(true);
    const [a, b] = [centred(pilot), centred(scale)];
    expect(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))).toBeGreaterThan(0.9);
  });

  test("say that their numbers are made up", async () => {
    const request = { initiativeId: "a", phase: "pilot", config: null, sampleSize: null } as const;
    expect((await mockStages.measure(request, mockContext())).provenance?.mock).toBe(true);
  });

  test("select nothing that loses", async () => {
    const request = { initiativeId: "a", phase: "pilot", config: null, sampleSize: null } as const;
    const context = mockContext();
    const result = await mockStages.measure(request, context);
    const money = { cost: 1, returnMultiplier: 1, currency: null, scorer: null, options: {} };
    const good = await mockStages.evaluate({ result, ...money }, context);
    const bad = { ...good, initiativeId: "b", returns: { best: 1, med: -1, worst: -2 } };
    const allocate = { candidates: [bad, good], budget: 5, currency: null, rule: null, options: {} };
    const answer = await mockStages.allocate(allocate, context);
    allocateResult.format(answer);
    expect(answer.selected).toEqual(["a"]);
    expect(answer.unspent).toBe(4);
    expect(answer.explanation.excluded).toEqual([{ initiativeId: "b", reason: "its median return -1 is not above 0" }]);
  });
});

describe("made-up chance", () => {
  test("is the same everywhere", () => {
    // From an implementation of both published hashes in Python's integers.
    expect([stableUniform("a"), stableUniform("a", "b"), stableUniform("ab"), stableUniform("a", 1)]).toEqual([
      0.06709334754850715, 0.46456852986011654, 0.270873281522654, 0.0692197309108451,
    ]);
  });

  test("is spread evenly", () => {
    const rng = mockContext(5).rng;
    const draws = Array.from({ length: 4000 }, () => rng.uniform());
    const mean = sum(draws) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / draws.length));
    expect(draws.every((u) => u > 0 && u < 1)).toBe(true);
  });

  test("comes in streams by name that do not move their parent", () => {
    const first = mockContext().rng;
    const second = mockContext().rng;
    second.stream("x").uniform();
    expect(second.uniform()).toBe(first.uniform());
    expect(mockContext().rng.stream("x").uniform()).not.toBe(mockContext().rng.stream("y").uniform());
  });
});
