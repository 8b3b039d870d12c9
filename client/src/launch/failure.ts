import type { Outcome } from './run';

/** A failure in words: what happened, why, and what to do. */
export interface Failure {
  /** Names the kind of failure. */
  id: string;
  what: string;
  why: string;
  advice: string;
  /** The program’s own words, for the log. */
  detail: string;
}

interface Kind {
  id: string;
  /** The program as a plain name; without it, any. `ssh` is meant where one talks to another machine. */
  program?: RegExp;
  ended?: Outcome['ended'];
  code?: number;
  /** Looked for in standard error and output. A group is put in for `{1}`. */
  text?: RegExp;
  what: string;
  why: string;
  advice: string;
}

const SLURM = /^(sbatch|squeue|scancel|scontrol|sinfo|sacct)$/;
const KUBECTL = /^kubectl$/;

/** The first kind that fits holds. `{program}` and `{host}` are put in. */
const KINDS: Kind[] = [
  {
    id: 'cancelled',
    ended: 'cancelled',
    what: 'You cancelled it.',
    why: '{program} was ended before it answered.',
    advice: 'Look at the Jobs view before you submit again: what was asked for may have been done already.',
  },
  {
    id: 'ssh.unknown-host-key',
    program: /^ssh$/,
    text: /Host key verification failed|No \w+ host key is known/,
    what: 'The key of {host} is not known here.',
    why: 'ssh trusts no machine that it has never seen, and asks nobody here.',
    advice:
      'Run `ssh {host}` in a terminal once, compare the fingerprint with what the cluster’s pages say, accept it.',
  },
  {
    id: 'ssh.changed-host-key',
    program: /^ssh$/,
    text: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    what: 'The key of {host} has changed.',
    why: 'Either the machine was set up again, or another one answers in its place.',
    advice: 'Ask the administrators of the cluster before you remove the old key with `ssh-keygen -R`.',
  },
  {
    id: 'ssh.denied',
    program: /^ssh$/,
    code: 255,
    text: /Permission denied \(([^)]*)\)|Too many authentication failures/,
    what: '{host} does not let you in.',
    why: 'A login without a password or a code was refused; nobody can be asked for one here.',
    advice:
      'See that `ssh {host} true` works in a terminal without a question: a key in the agent, or a shared connection (ControlMaster) that you open first.',
  },
  {
    id: 'ssh.name',
    program: /^ssh$/,
    code: 255,
    text: /Could not resolve hostname/,
    what: 'There is no machine called {host}.',
    why: 'Neither ~/.ssh/config nor the network knows the name.',
    advice: 'Correct `host` in the launch target, or add it to ~/.ssh/config.',
  },
  {
    id: 'ssh.refused',
    program: /^ssh$/,
    code: 255,
    text: /Connection refused|Connection (?:timed out|closed)|No route to host|Network is unreachable|Operation timed out|kex_exchange_identification/,
    what: '{host} cannot be reached.',
    why: 'Nothing answers there for ssh.',
    advice: 'Check the network or the VPN, and that `ssh {host} true` works in a terminal.',
  },
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
    program: SLURM,
    ended: 'missing',
    what: 'There is no {program} on this machine.',
    why: 'The launch target submits from here, and Slurm’s programs are not on the path of VS Code.',
    advice:
      'Set `slurmPath` of the launch target, or `host` to submit through ssh, or open the folder on the login node.',
  },
  {
    id: 'kubectl.missing',
    program: KUBECTL,
    ended: 'missing',
    what: 'There is no kubectl on this machine.',
    why: 'The launch target is a Kubernetes cluster, which is only talked to through your own kubectl.',
    advice: 'Install kubectl and see that `kubectl get pods` works in a terminal.',
  },
  {
    id: 'ssh.missing',
    program: /^ssh$/,
    ended: 'missing',
    what: 'There is no ssh on this machine.',
    why: 'The launch target submits through ssh.',
    advice: 'Install an OpenSSH client.',
  },
  {
    id: 'missing',
    ended: 'missing',
    what: 'There is no {program} on this machine.',
    why: 'It is not on the path of VS Code.',
    advice: 'Install it, or correct the path.',
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
    program: SLURM,
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
  {
    id: 'kubectl.no-context',
    program: KUBECTL,
    text: /context "?([^"\s]*)"? does not exist|current-context is not set|no configuration has been provided/,
    what: 'kubectl does not know which cluster is meant.',
    why: 'The context of the launch target is not in your kubeconfig.',
    advice: 'Correct `context` of the launch target; `kubectl config get-contexts` lists them.',
  },
  {
    id: 'kubectl.unreachable',
    program: KUBECTL,
    text: /connection to the server .* was refused|Unable to connect to the server|connection refused|no such host|i\/o timeout|TLS handshake timeout/,
    what: 'The Kubernetes cluster cannot be reached.',
    why: 'Its API server does not answer.',
    advice: 'Check the network or the VPN, and that `kubectl get pods` works in a terminal.',
  },
  {
    id: 'kubectl.crd-missing',
    program: KUBECTL,
    text: /no matches for kind "(\w+)"|doesn't have a resource type "(\w+)"/,
    what: 'The cluster does not know {1}.',
    why: 'The operator of Kubeflow that runs such jobs is not installed there, or only another version of it.',
    advice: 'Choose the other `resource` in the launch target, or ask the administrators for the operator.',
  },
  {
    id: 'kubectl.exists',
    program: KUBECTL,
    text: /\(AlreadyExists\).*"([^"]*)"|"([^"]*)" already exists/,
    what: 'A job called {1} is there already.',
    why: 'Names are unique in a namespace, also those of jobs that have ended.',
    advice: 'Delete the old job, or launch again to get another name.',
  },
  {
    id: 'kubectl.namespace',
    program: KUBECTL,
    text: /namespaces "([^"]*)" not found/,
    what: 'There is no namespace {1}.',
    why: 'The cluster has none of that name.',
    advice: 'Correct `namespace` of the launch target.',
  },
  {
    id: 'kubectl.forbidden',
    program: KUBECTL,
    text: /\(Forbidden\)|is forbidden/,
    what: 'You may not do that in this namespace.',
    why: 'Your account lacks the right, or a quota is used up.',
    advice: 'Choose another `namespace` in the launch target, or ask the administrators.',
  },
  {
    id: 'kubectl.login',
    program: KUBECTL,
    text: /You must be logged in|Unauthorized|getting credentials/,
    what: 'The Kubernetes cluster does not know who you are.',
    why: 'Your login has expired, or the program that renews it failed.',
    advice: 'Log in again in a terminal and see that `kubectl get pods` works.',
  },
  {
    id: 'kubectl.invalid',
    program: KUBECTL,
    text: /strict decoding error: ([^\n]*)|is invalid: ([^\n]*)|ValidationError[^\n]*/,
    what: 'The cluster refuses the manifest: {1}.',
    why: 'It does not fit the definition that is installed there.',
    advice: 'Change the launch target, or choose the other `resource`.',
  },
  {
    id: 'timeout',
    ended: 'timeout',
    what: '{program} did not answer in time.',
    why: 'The cluster is very busy, or cannot be reached; Slurm’s programs wait a minute for a configuration or a controller that is not there.',
    advice: 'Try again; if it goes on, run the command of the plan in a terminal and look at what it says.',
  },
  {
    id: 'flooded',
    ended: 'flooded',
    what: '{program} said more than can be read.',
    why: 'Its output is far larger than an answer can be.',
    advice: 'Run the command of the plan in a terminal.',
  },
];

/** What went wrong, undefined where nothing did. `host` is where the program ran, if not here. */
export function failureOf(outcome: Outcome, host?: string): Failure | undefined {
  if (outcome.ended === 'exit' && outcome.code === 0) return undefined;
  const detail = `${outcome.stderr}\n${outcome.stdout}`.trim();
  const program = (outcome.argv[0] ?? '').split(/[\\/]/).at(-1) ?? '';
  const remote = host === undefined ? undefined : remoteProgram(outcome.argv, host);
  for (const kind of KINDS) {
    if (kind.ended && kind.ended !== outcome.ended) continue;
    if (kind.code !== undefined && kind.code !== outcome.code) continue;
    if (kind.program && ![program, remote].some((name) => name && kind.program?.test(name))) continue;
    const found = kind.text?.exec(detail);
    if (kind.text && !found) continue;
    const group = found?.slice(1).find((each) => each) ?? '';
    const put = (text: string): string =>
      text
        .replace('{program}', remote ?? program)
        .replaceAll('{host}', host ?? 'the host')
        .replace(/ ?\{1\}/, group && ` ${group}`);
    return { id: kind.id, what: put(kind.what), why: put(kind.why), advice: put(kind.advice), detail };
  }
  return {
    id: 'other',
    what: `${remote ?? program} failed${outcome.code === undefined ? '' : ` with exit code ${outcome.code}`}.`,
    why: lastLine(detail) || 'It said nothing.',
    advice: 'Its own words are in the output of Training Preflight.',
    detail,
  };
}

/** The program that ssh was asked to run. */
function remoteProgram(argv: readonly string[], host: string): string | undefined {
  const at = argv.lastIndexOf(host);
  return at < 0 ? undefined : argv[at + 1]?.split('/').at(-1);
}

const lastLine = (text: string): string => text.split('\n').at(-1) ?? '';

/** One sentence after the other, for a notification. */
export const sentences = ({ what, why, advice }: Failure): string => `${what} ${why} ${advice}`;
