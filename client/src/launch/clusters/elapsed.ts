/** Formats the run time of a job: `0:08`, `12:05`, `3:04:05`, `2-03:04:05`. A job that has not started has none. */
export function formatElapsed(seconds: number): string | undefined {
  if (!(seconds >= 1)) return undefined;
  const totalSeconds = Math.floor(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [days, hours, minutes] = [
    Math.floor(totalSeconds / 86_400),
    Math.floor(totalSeconds / 3600) % 24,
    Math.floor(totalSeconds / 60) % 60,
  ];
  const rest = `:${pad(totalSeconds % 60)}`;
  if (days > 0) return `${days}-${pad(hours)}:${pad(minutes)}${rest}`;
  return hours > 0 ? `${hours}:${pad(minutes)}${rest}` : `${minutes}${rest}`;
}
