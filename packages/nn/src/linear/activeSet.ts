import { dependentColumns, emptyTriangle, fold, solveTriangle, type Triangle } from "@lepton/core";

/**
 * The exact minimum of ½‖b − Rβ‖² + l1·‖β‖₁ + ½·l2·‖β‖² over the coefficients that are not 0, their signs kept; when
 * it lies beyond a change of sign, as far that way as the first one. Never raises the objective. Changes `beta`;
 * false when the columns in use are dependent. Coordinate descent alone creeps where features nearly are.
 * With QR T of [R_A; √l2·I]: T·β = Qᵀb − T⁻ᵀ(l1·s). Source: Osborne, Presnell & Turlach 2000, IMA J. Numer. Anal. 20:389.
 */
export function solveActive({ size, data }: Triangle, l1: number, l2: number, beta: Float64Array): boolean {
  const active = Array.from(beta.keys()).filter((j) => beta[j] !== 0);
  const count = active.length;
  if (count === 0) return false;
  const columns = [...active, size - 1];
  const small = fold(emptyTriangle(count + 1), size - 1, (from, rows, block, stride) => {
    columns.forEach((j, at) => {
      for (let i = 0; i < rows; i++) block[at * stride + i] = data[(from + i) * size + j] as number;
    });
  });
  fold(small, count, (from, rows, block, stride) => {
    block.fill(0);
    for (let i = 0; i < rows; i++) block[(from + i) * stride + i] = Math.sqrt(l2);
  });
  if (dependentColumns(small, count).length > 0) return false;
  // Forward substitution of Tᵀu = l1·s, taken off the right-hand side on the way.
  const u = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = l1 * Math.sign(beta[active[i] as number] as number);
    for (let m = 0; m < i; m++) sum -= (small.data[m * small.size + i] as number) * (u[m] as number);
    u[i] = sum / (small.data[i * small.size + i] as number);
    const rhs = i * small.size + count;
    small.data[rhs] = (small.data[rhs] as number) - (u[i] as number);
  }
  const target = solveTriangle(small);
  let part = 1;
  let first = -1;
  active.forEach((j, i) => {
    const now = beta[j] as number;
    const crossing = now / (now - (target[i] as number));
    if ((target[i] as number) * now <= 0 && crossing < part) {
      part = crossing;
      first = j;
    }
  });
  active.forEach((j, i) => {
    const now = beta[j] as number;
    beta[j] = j === first ? 0 : now + part * ((target[i] as number) - now);
  });
  return true;
}
