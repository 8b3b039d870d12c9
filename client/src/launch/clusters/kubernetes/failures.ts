import type { FailurePattern } from '../../process/failurePattern';

const KUBECTL = /^kubectl$/;

/** What kubectl says. */
export const KUBERNETES_FAILURES: readonly FailurePattern[] = [
  {
    id: 'kubectl.missing',
    program: KUBECTL,
    ended: 'missing',
    what: 'There is no kubectl on this machine.',
    why: 'The launch target is a Kubernetes cluster, which is only talked to through your own kubectl.',
    advice: 'Install kubectl and see that `kubectl get pods` works in a terminal.',
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
];
