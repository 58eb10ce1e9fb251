import type { ArmMoments } from "../models/experiment/checks/arm-moments.ts";
import type { ClusterCounts } from "../models/experiment/checks/clusters.ts";

/** Central moments of the outcome by arm, whose means the first pass has found. */
export interface MomentSums {
  /** `arms`: place of each row's arm. */
  add(y: Float64Array, arms: Int32Array): void;
  finish(): readonly ArmMoments[];
}

export function createMomentSums(counts: readonly number[], means: readonly number[]): MomentSums {
  const squares = new Float64Array(counts.length);
  const cubes = new Float64Array(counts.length);
  return {
    add(y, arms) {
      for (let i = 0; i < y.length; i++) {
        const arm = arms[i]!;
        const deviation = y[i]! - means[arm]!;
        const square = deviation * deviation;
        squares[arm] = squares[arm]! + square;
        cubes[arm] = cubes[arm]! + square * deviation;
      }
    },
    finish: () =>
      counts.map((n, arm) => {
        const spread = Math.sqrt(squares[arm]! / n);
        return {
          n,
          mean: means[arm]!,
          variance: n > 1 ? squares[arm]! / (n - 1) : 0,
          skewness: spread > 0 ? cubes[arm]! / n / spread ** 3 : 0,
        };
      }),
  };
}

/** In which arms clusters have rows. */
export interface ClusterArms {
  /** `clusters`: code of each row's cluster; `arms`: place of its arm. */
  add(clusters: Int32Array, arms: Int32Array): void;
  finish(): ClusterCounts;
}

export function createClusterArms(arms: number): ClusterArms {
  const all = new Set<number>();
  const members = Array.from({ length: arms }, () => new Set<number>());
  return {
    add(clusters, codes) {
      for (let i = 0; i < clusters.length; i++) {
        all.add(clusters[i]!);
        members[codes[i]!]!.add(clusters[i]!);
      }
    },
    finish() {
      const byArm = members.map(({ size }) => size);
      return { total: all.size, byArm, whole: byArm.reduce((sum, n) => sum + n, 0) === all.size };
    },
  };
}
