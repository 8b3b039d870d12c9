import type { FailurePattern } from '../../process/failurePattern';

const SLURM_PROGRAMS = /^(sbatch|squeue|scancel|scontrol|sinfo|sacct)$/;

/** What Slurm’s programs say. The texts are those of 22.05 and 24.11. */
export const SLURM_FAILURES: readonly FailurePattern[] = [
  {
    id: 'slurm.remote-missing',
    program: /^ssh$/,
    code: 127,
    text: /(?:sbatch|squeue|scancel|scontrol|sinfo|sacct)\b.*(?:not found|No such file)|(?:not found|No such file).*(?:sbatch|squeue|scancel|scontrol|sinfo|sacct)/,
    what: 'There is no Slurm on the path of {host}.',
    why: 'A login without a terminal reads fewer start files, so the path may be shorter than you are used to.',
    advice: 'Set `slurmPath` of the launch target to the folder that `dirname $(which sbatch)` prints there.',
  },
  {
    id: 'slurm.missing',
    program: SLURM_PROGRAMS,
    ended: 'missing',
    what: 'There is no {program} on this machine.',
    why: 'The launch target submits from here, and Slurm’s programs are not on the path of VS Code.',
    advice:
      'Set `slurmPath` of the launch target, or `host` to submit through ssh, or open the folder on the login node.',
  },
  {
    id: 'slurm.controller-down',
    text: /Unable to contact slurm controller|Slurm backup controller in standby|Zero Bytes were transmitted/,
    what: 'Slurm’s controller does not answer.',
    why: 'It is down, or this machine cannot reach it.',
    advice: 'Try again in a while; `scontrol ping` shows whether it is back.',
  },
  {
    id: 'slurm.config-missing',
    text: /cannot stat file \S*slurm\.conf|(?:Unable to process|Could not (?:establish|find)|error reading|unable to find|failed to (?:load|fetch)) .*(?:config|slurm\.conf)|resolve_ctls_from_dns_srv|Unable to establish configuration source/i,
    what: 'Slurm’s programs find no slurm.conf here.',
    why: 'This machine is not set up as a client of a cluster.',
    advice: 'Set SLURM_CONF before you start VS Code, or set `host` of the launch target to the login node.',
  },
  {
    id: 'slurm.auth',
    text: /authentication credential|Munge encode failed|Invalid authentication/i,
    what: 'Slurm does not believe who you are.',
    why: 'The munge service of this machine is down, or its key is not that of the cluster.',
    advice: 'Ask the administrators; `munge -n | unmunge` shows whether the service runs.',
  },
  {
    id: 'slurm.partition',
    text: /[Ii]nvalid partition (?:name )?specified:? ?(\S*)/,
    what: 'The cluster has no partition {1}.',
    why: 'Slurm refuses a job for a partition that it does not know.',
    advice: 'Correct `partition` of the launch target; `sinfo -s` lists the partitions.',
  },
  {
    id: 'slurm.account',
    text: /Invalid (?:account|qos) (?:or account\/partition combination )?specified|Invalid qos specification/i,
    what: 'Slurm refuses the account or the QoS.',
    why: 'It does not exist, or you may not use it in this partition.',
    advice: 'Correct `account` and `qos` of the launch target; `sacctmgr show assoc user=$USER` lists yours.',
  },
  {
    id: 'slurm.time-limit',
    text: /Requested time limit is invalid/,
    what: 'The job asks for more time than its partition allows.',
    why: 'Slurm refuses it, since it could never start.',
    advice: 'Lower `time` of the launch target, or choose another partition; `sinfo -s` shows the limits.',
  },
  {
    id: 'slurm.nodes',
    text: /Requested node configuration is not available|Node count specification invalid|More processors requested than permitted/,
    what: 'No nodes of the cluster are as the job wants them.',
    why: 'It asks for more nodes, GPUs, cores or memory, or for another type of GPU, than the partition has.',
    advice: 'Compare `nodes`, `gpusPerNode`, `gpuType`, `cpusPerTask` and `memory` of the launch target with `sinfo`.',
  },
  {
    id: 'slurm.limit',
    text: /Job violates accounting\/QOS policy/,
    what: 'The job goes beyond what your account or QoS may use.',
    why: 'A limit on jobs, nodes, GPUs or time is reached.',
    advice: 'Ask for less in the launch target, or wait until other jobs of yours have ended.',
  },
  {
    id: 'slurm.option',
    program: SLURM_PROGRAMS,
    code: 255,
    text: /(?:unrecognized option|invalid option|unknown option)[^'"‘]*['"‘]?([\w-]*)/,
    what: 'sbatch does not know the option {1}.',
    why: 'It is misspelt, or belongs to a plugin or release that this cluster does not have.',
    advice: 'Correct `sbatch` of the launch target, or the #SBATCH line of the script.',
  },
  {
    id: 'slurm.line-breaks',
    text: /DOS line breaks/,
    what: 'The script has the line ends of Windows.',
    why: 'Slurm refuses those.',
    advice: 'Change the end of line to LF in the status bar, save, launch again.',
  },
  {
    id: 'slurm.unknown-job',
    text: /Invalid job id specified/,
    what: 'Slurm does not know this job any more.',
    why: 'It ended a while ago: Slurm forgets jobs after some minutes, unless there is an accounting database.',
    advice: 'Look at the job’s log.',
  },
  {
    id: 'slurm.not-yours',
    text: /Access\/permission denied|Access denied/,
    what: 'Slurm does not let you do that.',
    why: 'The job belongs to somebody else, or an administrator has to do it.',
    advice: 'Ask whoever submitted it.',
  },
];
