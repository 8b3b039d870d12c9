import type { FailurePattern } from '../../process/failurePattern';
import { explainDenial, explainForbidden, explainInvalid, explainQuota } from './reply';

/** Failures that the API server reports about a job. */
export const REJECTIONS: readonly FailurePattern[] = [
  {
    id: 'kubectl.webhook-down',
    text: /failed calling webhook "([^"]{0,300})"/,
    what: 'The cluster could not check the job.',
    why: 'Its admission webhook {1} does not answer, so nothing can be created.',
    advice: 'Try again in a minute. If it happens again, ask the administrators: the operator may be down.',
  },
  {
    id: 'kubectl.webhook',
    text: /admission webhook "([^"]{0,300})" denied the request/,
    what: 'The admission webhook {1} of the cluster rejected the job.',
    why: 'It gave no reason.',
    advice: 'Change the launch target or the config, or ask the administrators about the rule.',
    explain: explainDenial,
  },
  {
    id: 'kubectl.policy',
    text: /ValidatingAdmissionPolicy '([^']{0,300})' .{0,300}denied request/,
    what: 'The policy {1} of the cluster rejected the job.',
    why: 'It gave no reason.',
    advice: 'Change the launch target or the config, or ask the administrators about the policy.',
    explain: explainDenial,
  },
  {
    id: 'kubectl.invalid',
    text: /strict decoding error: ()|The (\w+) "[^"]{0,300}" is invalid:|ValidationError\(/,
    what: 'The cluster rejected the manifest.',
    why: 'It does not match the resource definition that is installed there.',
    advice: 'Change the launch target, or choose the other `resource`.',
    explain: explainInvalid,
  },
  {
    id: 'kubectl.quota',
    text: /exceeded quota: ([^,\s]{1,300})/,
    what: 'The quota {1} of the namespace does not leave enough for the job.',
    why: 'The resources that it requests are used up.',
    advice: 'Request less in the launch target, wait until other jobs have ended, or choose another `namespace`.',
    explain: explainQuota,
  },
  {
    id: 'kubectl.terminating',
    text: /because it is being terminated/,
    what: 'The namespace is being deleted.',
    why: 'Nothing more can be created in it.',
    advice: 'Choose another `namespace` in the launch target.',
  },
  {
    id: 'kubectl.forbidden',
    text: /\(Forbidden\)|is forbidden/,
    what: 'You are not allowed to do this in the namespace.',
    why: 'Your account lacks the permission, or a quota is used up.',
    advice: 'Choose another `namespace` in the launch target, or ask the administrators.',
    explain: explainForbidden,
  },
  {
    id: 'kubectl.exists',
    text: /\(AlreadyExists\).{0,600}"([^"]{0,300})"|"([^"]{0,300})" already exists/,
    what: 'A job named {1} already exists.',
    why: 'Names are unique in a namespace, also those of jobs that have ended.',
    advice: 'Delete the old job, or launch again to get another name.',
  },
  {
    id: 'kubectl.namespace',
    text: /namespaces "([^"]{0,300})" not found/,
    what: 'The namespace {1} does not exist.',
    why: 'The cluster has no namespace of that name.',
    advice: 'Correct `namespace` of the launch target.',
  },
  {
    id: 'kubectl.crd-missing',
    text: /no matches for kind "(\w+)"|doesn't have a resource type "(\w+)"|could not find the requested resource(?: \(\w+ (\w+))?/,
    what: 'The cluster does not support {1}.',
    why: 'The Kubeflow operator that runs such jobs is not installed there, or only in another version.',
    advice:
      'If it was installed just now, run `kubectl api-resources`, which updates what kubectl knows of the cluster, and launch again. Otherwise choose the other `resource` in the launch target, or ask the administrators for the operator.',
  },
  {
    id: 'kubectl.not-found',
    text: /\(NotFound\): .{0,300}?"([^"]{0,300})" not found/,
    what: 'The job {1} no longer exists.',
    why: 'It was deleted, or the cluster removed it some time after its end.',
    advice: 'Launch it again if it had not ended.',
  },
];
