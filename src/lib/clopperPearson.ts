/** P(X <= errors) of a binomial with n trials of chance p; summed in logs so that hundreds of thousands do not underflow. */
function atMost(errors: number, n: number, p: number): number {
  let term = n * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let k = 1; k <= errors; k++) {
    term += Math.log((n - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(term);
  }
  return sum;
}

/**
 * One-sided 95 % upper bound of Clopper and Pearson (R9): the largest chance of an error with which `errors` or fewer
 * in `n` independent trials still happen once in twenty times.
 *
 * @returns 0..1; 1 where nothing was tried or everything failed
 */
export function upper95(errors: number, n: number): number {
  if (!(errors >= 0 && errors < n)) return 1;
  let low = errors / n;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (atMost(errors, n, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}
