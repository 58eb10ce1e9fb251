import { expect, test } from "vitest";
import { calendarSeasons, mostHarmonics, seasonsHeld, waveColumn, wavesOf } from "./seasons.ts";

const day = 86_400;

test.each([
  [{ unit: "second", size: day }, [7, 365.25]],
  [{ unit: "second", size: 7 * day }, [365.25 / 7]],
  [{ unit: "month", size: 1 }, [12]],
  [{ unit: "month", size: 3 }, [4]],
  [{ unit: "month", size: 12 }, []],
  [{ unit: "second", size: 3_600 }, [24, 168, 8_766]],
  [{ unit: "second", size: 900 }, [96, 672, 35_064]],
] as const)("%o has seasons of %j dates", (step, seasons) => {
  expect(calendarSeasons(step)).toEqual(seasons);
});

test("a season needs two whole cycles", () => {
  expect(seasonsHeld([7, 365.25], 14)).toEqual([7]);
  expect(seasonsHeld([7, 365.25], 13)).toEqual([]);
  expect(seasonsHeld([7, 365.25], 731)).toEqual([7, 365.25]);
});

test("waves leave out the sine that is zero, and frequencies that are there already", () => {
  expect(wavesOf(4, 2).map(({ name }) => name)).toEqual(["season_4_cos_1", "season_4_sin_1", "season_4_cos_2"]);
  expect(wavesOf(168, 7, wavesOf(24, 1)).length).toBe(12);
  expect(mostHarmonics(365.25)).toBe(10);
  const [cosine, sine] = wavesOf(7, 1).map((wave) => waveColumn(wave, 14));
  expect(cosine![7]).toBeCloseTo(1, 12);
  expect(cosine!.reduce((sum, v, t) => sum + v * sine![t]!, 0)).toBeCloseTo(0, 12);
});
