/**
 * A number in (0, 1) that belongs to `keys` on every machine: 32-bit FNV-1a (Fowler, Noll, Vo 1991) over their JSON text,
 * mixed by the finaliser of MurmurHash3 (Appleby 2011). For made-up numbers only.
 */
export function stableUniform(...keys: readonly (string | number)[]): number {
  const text = JSON.stringify(keys);
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (((h ^ (h >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
