/** The time that a job has run, as every engine’s is shown: `0:08`, `12:05`, `3:04:05`, `2-03:04:05`. None for one that has not begun. */
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

/** The same of a time that Slurm wrote, whose programs differ: `0:08` in one is `00:00:08` in another. */
export function formatSlurmElapsed(slurmTime: string | undefined): string | undefined {
  const [, days = 0, hours = 0, minutes, seconds] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(slurmTime ?? '') ?? [];
  return formatElapsed(((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds));
}
