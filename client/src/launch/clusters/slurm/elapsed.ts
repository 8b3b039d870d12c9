import { formatElapsed } from '../elapsed';

/** Reformats a run time of Slurm, whose programs differ: `0:08` in one is `00:00:08` in another. */
export function formatSlurmElapsed(slurmTime: string | undefined): string | undefined {
  const [, days = 0, hours = 0, minutes, seconds] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(slurmTime ?? '') ?? [];
  return formatElapsed(((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds));
}
