/**
 * Smallest units as a decimal number, exact, thousands apart: `1234500000` with 6 decimals is `1 234.5`. Nothing is
 * rounded, because a rounded vote or payment is another one.
 */
export function units(amount: string, decimals: number): string {
  if (!/^[0-9]+$/.test(amount)) return amount;
  const digits = amount.replace(/^0+(?=[0-9])/, '').padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') + (part === '' ? '' : `.${part}`);
}

/** An amount and its asset; the smallest units stand in the title. */
export function Money({ amount, decimals, asset }: { amount: string; decimals: number; asset: string }) {
  return (
    <span className="money" title={`${amount} smallest units`}>
      {units(amount, decimals)} <span className="unit">{asset}</span>
    </span>
  );
}
