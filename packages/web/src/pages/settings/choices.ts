const common = ["USD", "EUR", "CNY", "GBP", "JPY", "INR", "BRL", "CAD", "AUD", "CHF", "KRW", "SGD", "HKD"];

/** Every currency the browser knows, usual ones first. */
export function currencies(current: string): string[] {
  return [...new Set([current, ...common, ...Intl.supportedValuesOf("currency")])];
}

/** Every zone the browser knows; UTC is not among them by that name. */
export function zones(current: string): string[] {
  return [...new Set([current, "UTC", ...Intl.supportedValuesOf("timeZone")])];
}
