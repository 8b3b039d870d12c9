import { expect, it } from 'vitest';
import { checkScripts, formatReport } from '../support/bash/checkScripts';

/** Scripts that pass commands to other shells, each with the tags by which its commands are found again. */
const SCRIPTS: readonly string[] = [
  "bash <<'EOF'\nmegatron sft --cmd_1 --lr $X \\\n  --seed 1\nEOF",
  'X=1\nbash <<EOF\nmegatron sft --cmd_1 --lr $X \\\\\n  --seed "a b"\nEOF',
  'X=1\nbash <<EOF\nmegatron sft --cmd_1 --lr \\$X --seed "\\$HOME" --q "\\"a\\""\nEOF',
  'export X=1\nbash <<EOF\nmegatron sft --cmd_1 --lr \\$X\nEOF',
  'bash <<-EOF\n\tmegatron sft --cmd_1 \\\\\n\t  --seed 1\n\tEOF',
  "export X=1\nssh host <<'EOF'\nmegatron sft --cmd_1 --seed 2\nEOF".replace('ssh host', 'ssh host bash'),
  'X=1\ncat > run.sh <<EOF\nmegatron sft --cmd_1 --lr $X \\\\\n  --seed 1\nEOF\nbash run.sh',
  "cat <<'EOF' > run.sh\nexport A=1\nmegatron sft --cmd_1 --lr 1\nEOF\nbash run.sh",
  'tee run.sh >/dev/null <<EOF\nmegatron sft --cmd_1 --lr 1\nEOF\nbash run.sh',
  '{ cat <<EOF\nmegatron sft --cmd_1 --lr 1\nEOF\n} > run.sh\nbash run.sh',
  'cat <<EOF | bash\nmegatron sft --cmd_1 --lr 1\nEOF',
  'echo "megatron sft --cmd_1 --lr 1" | bash',
  'bash -c "$(cat <<EOF\nmegatron sft --cmd_1 --lr 1\nEOF\n)"',
  'bash -c "$(cat <<\'EOF\'\nmegatron sft --cmd_1 \\\n  --lr "$HOME"\nEOF\n)"',
  'S=$(cat <<EOF\nmegatron sft --cmd_1 --lr 1\n\n\nEOF\n)\neval "$S"',
  "read -r -d '' S <<'EOF'\n  megatron sft --cmd_1 --lr 1\nEOF\nbash -c \"$S\"",
  'S="megatron sft --cmd_1 --lr 1"\nbash -c "$S --seed 2"',
  'OUT=$(megatron sft --cmd_1 --lr 1)\n: `megatron pt --cmd_2 --seed \\`seq 1\\``',
  'for x in $(megatron sft --cmd_1 --lr 1); do :; done\n[[ $(megatron pt --cmd_2) ]] || :',
  'coproc megatron sft --cmd_1 --lr 1\nwait',
  'if [[ $Q ]]; then C=(megatron sft --cmd_1); else C=(megatron pt --cmd_2); fi\n"${C[@]}" --lr 1',
  'C="megatron sft --cmd_1"\n[[ $Q ]] && C=false\n$C --lr 1',
  'run() { "$@" "${MORE[@]}"; }\nrun megatron sft --cmd_1 --lr 1',
  'A=(--lr 1 "${MORE[@]}" --seed 2)\nmegatron sft --cmd_1 "${A[@]}"',
  'run() { local name=$1; shift; "$@" --name $name; }\nrun a megatron sft --cmd_1 "${MORE[@]}" --lr 1',
  'megatron sft --cmd_1 --system \'<image> x\' --model "<a>"',
  "bash <<< 'megatron sft --cmd_1 --lr 1'",
  "A=(a b)\nprintf -v 'A[0]' '%s' x\nmegatron sft --cmd_1 \"${A[@]}\"",
  'A=(a b)\nread -r A[1] <<< y\nmegatron sft --cmd_1 "${A[@]}"',
  "trap 'megatron export --cmd_2 --lr 1' EXIT\nmegatron sft --cmd_1",
  "printf '%s\\n' 1 2 | xargs -I{} bash -c 'megatron sft --cmd_1 --lr {}'",
  "printf '%s\\n' 1 | xargs -I % bash -c \"megatron sft --cmd_1 --lr '%' --seed 1\" | cat",
  "cat <<'EOF' | tee run.txt >/dev/null\nmegatron sft --not_a_command\nEOF\n: <<EOF\nmegatron sft --not_a_command\nEOF\nmegatron sft --cmd_1",
];

it('reads scripts for other shells as bash runs them', async () => {
  const scripts = SCRIPTS.map((text, index) => ({ name: String(index), text: `${text}\n`, hidden: new Set<string>() }));
  const checked = await checkScripts(scripts);
  const wrong = checked.filter(
    ({ mismatches, errors, calls }) => mismatches.length > 0 || errors !== '' || calls === 0,
  );
  expect(wrong.map(formatReport)).toEqual([]);
}, 60_000);
