/** An amount in whole tokens with every digit it has: nothing is rounded, in no language's own way of writing. */
export function amountText(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return sign + whole + (fraction === '' ? '' : `.${fraction}`);
}

/** A share of a whole in percent, rounded down to a tenth: what is not all is never shown as 100. */
export function percentText(part: bigint, whole: bigint): string {
  if (whole <= 0n) return '0 %';
  const tenths = (part * 1000n) / whole;
  if (tenths === 0n && part > 0n) return '< 0.1 %';
  return `${tenths / 10n}${tenths % 10n === 0n ? '' : `.${tenths % 10n}`} %`;
}
