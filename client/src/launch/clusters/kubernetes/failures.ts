import type { FailureCatalog } from '../../process/failurePattern';

const KUBECTL = /^kubectl$/;

/** Failures of kubectl. */
export const KUBERNETES_FAILURES: FailureCatalog = {
  programs: KUBECTL,
  patterns: [
    {
      id: 'kubectl.missing',
      program: KUBECTL,
      ended: 'missing',
      what: 'kubectl was not found on this machine.',
      why: 'The launch target is a Kubernetes cluster, which is reached through your own kubectl only.',
      advice: 'Install kubectl and check that `kubectl get pods` works in a terminal.',
    },
    {
      id: 'kubectl.no-context',
      program: KUBECTL,
      text: /context "?([^"\s]*)"? does not exist|current-context is not set|no configuration has been provided/,
      what: 'kubectl has no cluster to connect to.',
      why: 'The context of the launch target is not in your kubeconfig, or none is set.',
      advice: 'Correct `context` of the launch target; `kubectl config get-contexts` lists the contexts.',
    },
    {
      id: 'kubectl.unreachable',
      program: KUBECTL,
      text: /connection to the server .{0,100} was refused|Unable to connect to the server|connection refused|no such host|i\/o timeout|TLS handshake timeout/,
      what: 'The Kubernetes cluster cannot be reached.',
      why: 'Its API server does not answer.',
      advice: 'Check the network or the VPN, and that `kubectl get pods` works in a terminal.',
    },
    {
      id: 'kubectl.crd-missing',
      program: KUBECTL,
      text: /no matches for kind "(\w+)"|doesn't have a resource type "(\w+)"/,
      what: 'The cluster does not support {1}.',
      why: 'The Kubeflow operator that runs such jobs is not installed there, or only in another version.',
      advice: 'Choose the other `resource` in the launch target, or ask the administrators for the operator.',
    },
    {
      id: 'kubectl.exists',
      program: KUBECTL,
      text: /\(AlreadyExists\).{0,100}"([^"]*)"|"([^"]*)" already exists/,
      what: 'A job named {1} already exists.',
      why: 'Names are unique in a namespace, also those of jobs that have ended.',
      advice: 'Delete the old job, or launch again to get another name.',
    },
    {
      id: 'kubectl.namespace',
      program: KUBECTL,
      text: /namespaces "([^"]*)" not found/,
      what: 'The namespace {1} does not exist.',
      why: 'The cluster has no namespace of that name.',
      advice: 'Correct `namespace` of the launch target.',
    },
    {
      id: 'kubectl.forbidden',
      program: KUBECTL,
      text: /\(Forbidden\)|is forbidden/,
      what: 'You are not allowed to do this in the namespace.',
      why: 'Your account lacks the permission, or a quota is used up.',
      advice: 'Choose another `namespace` in the launch target, or ask the administrators.',
    },
    {
      id: 'kubectl.login',
      program: KUBECTL,
      text: /You must be logged in|Unauthorized|getting credentials/,
      what: 'The Kubernetes cluster did not accept your login.',
      why: 'Your login has expired, or the program that renews it failed.',
      advice: 'Log in again in a terminal and check that `kubectl get pods` works.',
    },
    {
      id: 'kubectl.invalid',
      program: KUBECTL,
      text: /strict decoding error: ([^\n]*)|is invalid: ([^\n]*)|ValidationError[^\n]*/,
      what: 'The cluster rejected the manifest: {1}.',
      why: 'It does not match the resource definition that is installed there.',
      advice: 'Change the launch target, or choose the other `resource`.',
    },
  ],
};
