/** The part of jStat (no types of its own) that Lepton uses; checked against SciPy in distributions.test.ts. */
declare module "jstat" {
  interface Normal {
    inv(p: number, mean: number, sd: number): number;
    cdf(x: number, mean: number, sd: number): number;
  }
  interface OneParameter {
    inv(p: number, df: number): number;
    cdf(x: number, df: number): number;
  }
  // CommonJS: Node's ESM loader sees a default export only.
  const jStat: {
    normal: Normal;
    studentt: OneParameter;
    chisquare: OneParameter;
    ibeta(x: number, a: number, b: number): number;
    gammaln(x: number): number;
    /** Hyndman–Fan plotting positions; alphap = betap = 1 is type 7. */
    quantiles(values: readonly number[], at: readonly number[], alphap?: number, betap?: number): number[];
  };
  export default jStat;
}
