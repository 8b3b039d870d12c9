import type { Unit } from './runMessage';

/** Prints a value with at most four significant digits: `0.5`, `1.25e-5`, `70.66 GiB`, `1 h 5 min`. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'seconds') return formatSeconds(value);
  return unit === 'GiB' ? `${formatNumber(value)} GiB` : formatNumber(value);
}

function formatNumber(value: number): string {
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(4));
  return size !== 0 && (size < 0.001 || size >= 1e6) ? rounded.toExponential().replace('e+', 'e') : String(rounded);
}

function formatSeconds(seconds: number): string {
  if (seconds < 100) return `${formatNumber(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
