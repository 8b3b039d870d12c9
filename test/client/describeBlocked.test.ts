import { expect, it } from 'vitest';
import { describeBlocked } from '../../client/src/launch/plan/describeBlocked';

it.each([
  [['lr 0 is too small.'], 'a.sh cannot be launched: lr 0 is too small.'],
  [['A.', 'B.'], 'a.sh cannot be launched: A. The plan lists 1 more error.'],
  [['A.', 'B.', 'C.'], 'a.sh cannot be launched: A. The plan lists 2 more errors.'],
])('describeBlocked names the first error and counts the others: %j', (problems, message) => {
  expect(describeBlocked({ title: 'a.sh', problems })).toBe(message);
});
