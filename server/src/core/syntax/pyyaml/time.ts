import { ParseError } from './input';

/** A Python date, or a datetime when it has a clock. Source: PyYAML constructor.py, construct_yaml_timestamp. */
export interface PyTime {
  type: 'time';
  year: number;
  month: number;
  day: number;
  clock: { hour: number; minute: number; second: number; microsecond: number; offset: number | undefined } | undefined;
}

const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?\n?$/;

export function timeOf(scalar: string, at: number): PyTime {
  const match = TIME.exec(scalar);
  const throwNotADate = (): never => {
    throw new ParseError(`\`${scalar}\` is not a valid date`, at);
  };
  if (!match) return throwNotADate();
  const part = (index: number): number => Number(match[index]);
  const [year, month, day] = [part(1), part(2), part(3)];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonthOf(year, month)) throwNotADate();
  if (match[4] === undefined) return { type: 'time', year, month, day, clock: undefined };
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const microsecond = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const offsetMinutes = match[9] ? part(10) * 60 + Number(match[11] ?? 0) : 0;
  if (hour > 23 || minute > 59 || second > 59 || offsetMinutes >= 24 * 60) throwNotADate();
  const offset = match[8] === undefined ? undefined : match[9] === '-' ? -offsetMinutes : offsetMinutes;
  return { type: 'time', year, month, day, clock: { hour, minute, second, microsecond, offset } };
}

function daysInMonthOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

const padDigits = (value: number, length: number): string => String(value).padStart(length, '0');

/** Prints like Python's `str()`. */
export function strTime({ year, month, day, clock }: PyTime): string {
  const date = `${padDigits(year, 4)}-${padDigits(month, 2)}-${padDigits(day, 2)}`;
  if (!clock) return date;
  const { hour, minute, second, microsecond, offset } = clock;
  const time = [hour, minute, second].map((part) => padDigits(part, 2)).join(':');
  return `${date} ${time}${microsecond === 0 ? '' : `.${padDigits(microsecond, 6)}`}${offset === undefined ? '' : strOffset(offset)}`;
}

function strOffset(offset: number): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${padDigits(Math.floor(size / 60), 2)}:${padDigits(size % 60, 2)}`;
}

/** Prints like Python's `repr()`, which is used inside lists. */
export function reprTime({ year, month, day, clock }: PyTime): string {
  if (!clock) return `datetime.date(${year}, ${month}, ${day})`;
  const { hour, minute, second, microsecond, offset } = clock;
  const parts = [year, month, day, hour, minute, second, microsecond];
  while (parts.length > 5 && parts.at(-1) === 0) parts.pop();
  const zone = offset === undefined ? '' : `, tzinfo=${reprZone(offset)}`;
  return `datetime.datetime(${parts.join(', ')}${zone})`;
}

function reprZone(offset: number): string {
  if (offset === 0) return 'datetime.timezone.utc';
  // Python normalizes a negative timedelta to negative days and positive seconds.
  const delta = offset < 0 ? `days=-1, seconds=${86_400 + offset * 60}` : `seconds=${offset * 60}`;
  return `datetime.timezone(datetime.timedelta(${delta}))`;
}
