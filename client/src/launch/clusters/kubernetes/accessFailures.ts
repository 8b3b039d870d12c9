import type { FailurePattern } from '../../process/failurePattern';
import { toOneLine } from '../../process/oneLine';

const KUBECTL = /^kubectl$/;

/** Failures of kubectl before the API server has answered: no program, no configuration, no login, no connection. */
export const ACCESS_FAILURES: readonly FailurePattern[] = [
  {
    id: 'kubectl.missing',
    program: KUBECTL,
    ended: 'missing',
    what: 'kubectl was not found on this machine.',
    why: 'The launch target is a Kubernetes cluster, which is reached through your own kubectl only.',
    advice: 'Install kubectl and check that `kubectl get pods` works in a terminal.',
  },
  {
    id: 'kubectl.prompt',
    program: KUBECTL,
    text: /Please enter (?:Username|Password)/,
    what: 'kubectl asked for a user name or a password.',
    why: 'The context of the launch target has no login, and nothing can be typed here. kubectl got an empty answer.',
    advice:
      'Add a login to the context, or correct `context` of the launch target, so that `kubectl get pods` works in a terminal without a question.',
  },
  {
    id: 'kubectl.no-config',
    program: KUBECTL,
    text: /connection to the server localhost:8080 was refused|no configuration has been provided|http:\/\/localhost:8080/,
    what: 'kubectl has no cluster to connect to.',
    why: 'It found no kubeconfig, or no current context in it, and then tries localhost:8080, where nothing answers.',
    advice:
      'Save the kubeconfig of your cluster as ~/.kube/config, or set KUBECONFIG before you start VS Code. If there is one, set `context` of the launch target; `kubectl config get-contexts` lists the contexts.',
  },
  {
    id: 'kubectl.bad-config',
    program: KUBECTL,
    // Old releases print only the second text, whatever is wrong.
    text: /error loading config file "([^"]{0,300})"|no openapi getter/,
    what: 'kubectl cannot use the kubeconfig {1}.',
    why: 'You may not read the file, it is not valid YAML, or its context is missing or incomplete.',
    advice:
      'Correct the file; `kubectl config view` shows whether kubectl can read it, and `kubectl get pods` shows what is wrong.',
  },
  {
    id: 'kubectl.no-context',
    program: KUBECTL,
    text: /context "?([^"\s]{0,300})"? does not exist|current-context is not set|context was not found for specified context: (\S{1,300})|(?:cluster|auth info) "([^"]{0,300})" does not exist/,
    what: 'kubectl has no cluster to connect to.',
    why: 'The context of the launch target is not in your kubeconfig, is incomplete, or none is set.',
    advice: 'Correct `context` of the launch target; `kubectl config get-contexts` lists the contexts.',
  },
  {
    id: 'kubectl.login',
    program: KUBECTL,
    text: /You must be logged in|Unauthorized|getting credentials|exec plugin|provide credentials|No Auth Provider found|auth plugin has been removed|failed to refresh token|token has (?:been )?expired/,
    what: 'The Kubernetes cluster did not accept your login.',
    why: 'Your login has expired, or the program that renews it failed.',
    advice: 'Log in again in a terminal and check that `kubectl get pods` works.',
    explain: explainLogin,
  },
  {
    id: 'kubectl.certificate',
    program: KUBECTL,
    text: /x509: |tls: /,
    what: 'The certificate of the Kubernetes cluster is not trusted, or that of your login is not valid.',
    why: 'It has expired, or is not signed by the authority in your kubeconfig; a proxy may also answer instead.',
    advice: 'Get a new kubeconfig of the cluster and check that `kubectl get pods` works in a terminal.',
  },
  {
    id: 'kubectl.unreachable',
    program: KUBECTL,
    text: /connection to the server .{0,300} was refused|Unable to connect to the server|connection refused|no such host|i\/o timeout|TLS handshake timeout|context deadline exceeded/,
    what: 'The Kubernetes cluster cannot be reached.',
    why: 'Its API server does not answer.',
    advice: 'Check the network or the VPN, and that `kubectl get pods` works in a terminal.',
  },
  {
    id: 'kubectl.busy',
    program: KUBECTL,
    text: /\((?:InternalError|ServiceUnavailable|Timeout|TooManyRequests|ServerTimeout)\)|currently unable to handle the request|Too Many Requests/,
    what: 'The API server of the Kubernetes cluster failed.',
    why: 'It is overloaded or is being restarted.',
    advice: 'Try again in a minute. If it happens again, ask the administrators.',
  },
];

/** Explains why the program that renews the login failed, if it was that. */
function explainLogin(output: string): string | undefined {
  const [, program] = /exec: executable (\S{1,300}) not found/.exec(output) ?? [];
  if (program) return `Your kubeconfig gets the login from ${program}, which was not found on the path of VS Code.`;
  const [, failed, code] = /exec: executable (\S{1,300}) failed with exit code (\d+)/.exec(output) ?? [];
  if (!failed) return undefined;
  const said = output.split('\n').find((line) => line.trim() !== '' && !/^(?:error: |Unable to connect)/.test(line));
  const reason = said ? `: ${toOneLine(said).replace(/\.$/, '')}` : '';
  return `The program ${failed}, from which your kubeconfig gets the login, failed with exit code ${code}${reason}.`;
}
