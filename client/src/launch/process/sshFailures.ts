import type { FailurePattern } from './failurePattern';

const SSH_PROGRAM = /^ssh$/;

/** Failures of the connection to another machine. */
export const SSH_FAILURES: readonly FailurePattern[] = [
  {
    id: 'ssh.unknown-host-key',
    program: SSH_PROGRAM,
    text: /Host key verification failed|No \w+ host key is known/,
    what: 'The host key of {host} is not known on this machine.',
    why: 'ssh does not trust a machine on first contact, and cannot ask you here.',
    advice:
      'Run `ssh {host}` in a terminal once, compare the fingerprint with the one that the cluster’s documentation names, and accept it.',
  },
  {
    id: 'ssh.changed-host-key',
    program: SSH_PROGRAM,
    text: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    what: 'The host key of {host} has changed.',
    why: 'Either the machine was reinstalled, or another machine answers instead.',
    advice: 'Ask the administrators of the cluster before you remove the old key with `ssh-keygen -R`.',
  },
  {
    id: 'ssh.denied',
    program: SSH_PROGRAM,
    code: 255,
    text: /Permission denied \(([^()]*)\)|Too many authentication failures/,
    what: '{host} refused the login.',
    why: 'A login without a password or a code was refused, and ssh cannot ask you for one here.',
    advice:
      'Make `ssh {host} true` work in a terminal without a question: use a key in the agent, or a shared connection (ControlMaster) that you open first.',
  },
  {
    id: 'ssh.name',
    program: SSH_PROGRAM,
    code: 255,
    text: /Could not resolve hostname/,
    what: 'The host name {host} could not be resolved.',
    why: 'Neither ~/.ssh/config nor the name service knows it.',
    advice: 'Correct `host` in the launch target, or add it to ~/.ssh/config.',
  },
  {
    id: 'ssh.refused',
    program: SSH_PROGRAM,
    code: 255,
    text: /Connection refused|Connection (?:timed out|closed)|No route to host|Network is unreachable|Operation timed out|kex_exchange_identification/,
    what: '{host} cannot be reached.',
    why: 'Its ssh server does not answer.',
    advice: 'Check the network or the VPN, and that `ssh {host} true` works in a terminal.',
  },
  {
    id: 'ssh.missing',
    program: SSH_PROGRAM,
    ended: 'missing',
    what: 'ssh was not found on this machine.',
    why: 'The launch target submits through ssh.',
    advice: 'Install an OpenSSH client.',
  },
];
