import type { FailureCatalog } from '../../process/failurePattern';

const SLURM_PROGRAMS = /^(sbatch|squeue|scancel|scontrol|sinfo|sacct)$/;

/** Failures of Slurm’s programs. The matched texts are those of 22.05 and 24.11. */
export const SLURM_FAILURES: FailureCatalog = {
  programs: SLURM_PROGRAMS,
  patterns: [
    {
      id: 'slurm.remote-missing',
      program: /^ssh$/,
      code: 127,
      text: /(?:sbatch|squeue|scancel|scontrol|sinfo|sacct)\b.{0,100}(?:not found|No such file)|(?:not found|No such file).{0,100}(?:sbatch|squeue|scancel|scontrol|sinfo|sacct)/,
      what: 'Slurm was not found on the path of {host}.',
      why: 'A login without a terminal reads fewer startup files, so its path may be shorter than in your terminal.',
      advice: 'Set `slurmPath` of the launch target to the folder that `dirname $(which sbatch)` prints there.',
    },
    {
      id: 'slurm.missing',
      program: SLURM_PROGRAMS,
      ended: 'missing',
      what: '{program} was not found on this machine.',
      why: 'The launch target submits from here, and Slurm’s programs are not on the path of VS Code.',
      advice:
        'Set `slurmPath` of the launch target, or `host` to submit through ssh, or open the folder on the login node.',
    },
    {
      id: 'slurm.controller-down',
      text: /Unable to contact slurm controller|Slurm backup controller in standby|Zero Bytes were transmitted/,
      what: 'The Slurm controller does not answer.',
      why: 'It is down, or this machine cannot reach it.',
      advice: 'Try again later; `scontrol ping` shows whether it is back.',
    },
    {
      id: 'slurm.config-missing',
      text: /cannot stat file \S{0,100}slurm\.conf|(?:Unable to process|Could not (?:establish|find)|error reading|unable to find|failed to (?:load|fetch)) .{0,100}(?:config|slurm\.conf)|resolve_ctls_from_dns_srv|Unable to establish configuration source/i,
      what: 'Slurm’s programs found no slurm.conf on this machine.',
      why: 'This machine is not set up as a client of a cluster.',
      advice: 'Set SLURM_CONF before you start VS Code, or set `host` of the launch target to the login node.',
    },
    {
      id: 'slurm.auth',
      text: /authentication credential|Munge encode failed|Invalid authentication/i,
      what: 'Slurm could not authenticate you.',
      why: 'The munge service of this machine is down, or its key is not that of the cluster.',
      advice: 'Ask the administrators; `munge -n | unmunge` shows whether the service runs.',
    },
    {
      id: 'slurm.partition',
      text: /[Ii]nvalid partition (?:name )?specified:? ?(\S*)/,
      what: 'The cluster has no partition {1}.',
      why: 'Slurm rejects jobs for unknown partitions.',
      advice: 'Correct `partition` of the launch target; `sinfo -s` lists the partitions.',
    },
    {
      id: 'slurm.account',
      text: /Invalid (?:account|qos) (?:or account\/partition combination )?specified|Invalid qos specification/i,
      what: 'Slurm rejected the account or the QoS.',
      why: 'It does not exist, or you are not allowed to use it in this partition.',
      advice: 'Correct `account` and `qos` of the launch target; `sacctmgr show assoc user=$USER` lists yours.',
    },
    {
      id: 'slurm.time-limit',
      text: /Requested time limit is invalid/,
      what: 'The job requests more time than its partition allows.',
      why: 'Slurm rejects it, since it could never start.',
      advice: 'Lower `time` of the launch target, or choose another partition; `sinfo -s` shows the limits.',
    },
    {
      id: 'slurm.nodes',
      text: /Requested node configuration is not available|Node count specification invalid|More processors requested than permitted/,
      what: 'The cluster has no nodes that meet the job’s request.',
      why: 'It requests more nodes, GPUs, cores or memory than the partition has, or another type of GPU.',
      advice:
        'Compare `nodes`, `gpusPerNode`, `gpuType`, `cpusPerTask` and `memory` of the launch target with `sinfo`.',
    },
    {
      id: 'slurm.limit',
      text: /Job violates accounting\/QOS policy/,
      what: 'The job exceeds a limit of your account or QoS.',
      why: 'The limit is on jobs, nodes, GPUs or time.',
      advice: 'Request less in the launch target, or wait until your other jobs have ended.',
    },
    {
      id: 'slurm.option',
      program: SLURM_PROGRAMS,
      code: 255,
      text: /(?:unrecognized option|invalid option|unknown option)[^'"‘]*['"‘]?([\w-]*)/,
      what: 'sbatch does not know the option {1}.',
      why: 'It is misspelled, or belongs to a plugin or release that this cluster does not have.',
      advice: 'Correct `sbatch` of the launch target, or the #SBATCH line of the script.',
    },
    {
      id: 'slurm.line-breaks',
      text: /DOS line breaks/,
      what: 'The script has Windows line endings (CRLF).',
      why: 'Slurm rejects such scripts.',
      advice: 'Change the end of line to LF in the status bar, save, and launch again.',
    },
    {
      id: 'slurm.unknown-job',
      text: /Invalid job id specified/,
      what: 'Slurm no longer knows this job.',
      why: 'It ended a while ago: Slurm forgets jobs after some minutes, unless there is an accounting database.',
      advice: 'Read the log of the job.',
    },
    {
      id: 'slurm.not-yours',
      text: /Access\/permission denied|Access denied/,
      what: 'Slurm denied you this operation.',
      why: 'The job belongs to another user, or the operation needs an administrator.',
      advice: 'Ask the user who submitted it.',
    },
  ],
};
