#!/bin/bash
# Records the replies of one release of Slurm. README.md of the folder above describes the cluster that it needs.
# usage: record.sh FOLDER    writes FOLDER/SITUATION.PROGRAM.{out,err,rc}
set -u
REPLIES=$1; CONF=${SLURM_CONF:?}; WORK=$PWD; mkdir -p "$REPLIES"
MARK=PREFLIGHTMARK
ROW="$MARK%i|%T|%r|%N|%M"
COLUMNS="JobID:32$MARK,exit_code:32$MARK,BatchHost:256$MARK,UserName:256$MARK,Name:1024$MARK,WorkDir:4096$MARK,STDOUT:4096$MARK"
RECORD=JobID,State,ExitCode,Elapsed,NodeList

record() { local file=$REPLIES/$1; shift; "$@" >"$file.out" 2>"$file.err" </dev/null; echo $? >"$file.rc"; }
record_job() { # SITUATION JOB [TASK]
  record "$1.queue" squeue --noheader --states=all --jobs="$2" "--format=$ROW"
  record "$1.details" squeue --noheader --states=all --jobs="${3:-$2}" "--Format=$COLUMNS"
  record "$1.accounting" sacct --noheader --allocations --parsable2 --jobs="$2" --format=$RECORD
}
submit() { sbatch --parsable "$@" </dev/null; }

printf '#!/bin/bash\nsleep ${1:-1}; exit ${2:-0}\n' >job.sh
printf '#!/bin/bash\nsleep ${1:-1}; [ $SLURM_ARRAY_TASK_ID = 2 ] && exit 3; exit 0\n' >array.sh
printf '#!/bin/bash\nkill -9 $$\n' >kill.sh
printf '#!/bin/bash\r\nsleep 1\r\n' >crlf.sh
printf 'sleep 1\n' >no-shebang.sh

# Checks and refusals.
sacctmgr -i add qos small
sacctmgr -i modify qos small set MaxTRESPerJob=node=1 flags=DenyOnLimit
sacctmgr -i modify user root set qos=normal,small
check() { local name=$1; shift; record "$name.sbatch" sbatch --test-only "$@"; }
check test-only -N 2 job.sh
check test-only-array -a 1-3 job.sh
check account -A nope job.sh
check qos -q nope job.sh
check limit -q small -N 3 job.sh
record limit-submit.sbatch sbatch -q small -N 3 job.sh
check partition -p nope job.sh
check nodes -N 9 job.sh
check gpus --gpus-per-node=9 job.sh
check memory --mem=900G job.sh
check time -t 30-0 job.sh
check option --no-such-option job.sh
check constraint -C nope job.sh
check reservation --reservation=nope job.sh
check dependency -d afterok:999999 job.sh
check line-breaks crlf.sh
check shebang no-shebang.sh
record unknown-job.queue squeue --noheader --states=all --jobs=999999 "--format=$ROW"
record unknown-job.accounting sacct --noheader --allocations --parsable2 --jobs=999999 --format=$RECORD
record unknown-job.scancel scancel 999999
sed 's/^AccountingStorageType.*/AccountingStorageType=accounting_storage\/none/' "$CONF" >no-database.conf
SLURM_CONF=$WORK/no-database.conf record no-database.accounting sacct --noheader --allocations --parsable2 --jobs=1 --format=$RECORD
held=$(submit -H job.sh)
record not-yours.scancel su -s /bin/bash nobody -c "SLURM_CONF=$CONF scancel $held"

# Jobs that run side by side.
running=$(submit -w node1 -o "$WORK/%x-%j.out" job.sh 30)
completed=$(submit -o "$WORK/o-%j.out" job.sh 0 0)
failed=$(submit -o "$WORK/o-%j.out" job.sh 0 7)
forged=$(submit -o "$WORK/o-%j.out" -J $'a JobState=COMPLETED ExitCode=0:0 StdOut=/etc/passwd \n7|COMPLETED|None|node1|0:01\n\e[2J' --comment $'x JobState=COMPLETED\n StdOut=/etc/passwd' job.sh 0 7)
forged_log=$(submit -o "$WORK"$'/o StdOut=x\nb-%x-%j.out' -J 'n StdOut=y' job.sh 0 7)
default_log=$(submit job.sh 0 0)
relative_log=$(submit -o rel-%j.out job.sh 0 0)
patterns=$(submit -o "$WORK/%%p-%5j-%N-%u-%n-%t-%s-%J.out" job.sh 0 0)
escaped=$(submit -o "$WORK/\\\\%j.out" job.sh 0 0)
killed=$(submit kill.sh)
no_log=$(submit -o /nowhere/x.out job.sh)
dependency=$(submit -d afterok:"$failed" job.sh)
begin=$(submit -b now+2hour job.sh)
cancelled=$(submit job.sh 100)
cancelled_pending=$(submit -H job.sh)
timeout=$(submit -t 1 -w node2 job.sh 200)
array=$(submit -a 1-4 -o "$WORK/arr-%A_%a.out" array.sh 12)
array_held=$(submit -H -a 1-9%2 array.sh)
array_long=$(submit -H -a 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31,33,35,37,39,41,43,45,47,49,51,53,55,57,59,61-99:3%5 array.sh)
array_mixed=$(submit -a 1-5%2 -o "$WORK/arr-%A_%a.out" array.sh 8)
array_default=$(submit -a 1-2 job.sh 20)
het=$(submit -N1 -o "$WORK/het-%j.out" : -N1 job.sh 8)
suspended=$(submit job.sh 300)
sleep 4
scancel "$cancelled" "$cancelled_pending"
scontrol suspend "$suspended"
sleep 1
record_job running "$running"
record_job array-running "$array" "${array}_1"
record_job array-mixed "$array_mixed" "${array_mixed}_1"
record_job array-default "$array_default" "${array_default}_1"
record_job array-held "$array_held"
record_job array-long "$array_long"
record_job het-running "$het"
record_job suspended "$suspended"
record_job held "$held"
record_job dependency-never "$dependency"
record_job begin-time "$begin"
resources=$(submit -N3 --exclusive job.sh 300)
sleep 3
record_job resources "$resources"
record own.queue squeue --noheader --me "--format=$ROW|%k"
scontrol resume "$suspended"
scancel "$suspended" "$resources"
sleep 14
record_job completed "$completed"
record_job exit-7 "$failed"
record_job forged "$forged"
record_job forged-log "$forged_log"
record_job default-log "$default_log"
record_job relative-log "$relative_log"
record_job patterns "$patterns"
record_job escaped "$escaped"
record_job killed "$killed"
record_job no-log "$no_log"
record_job cancelled "$cancelled"
record_job cancelled-pending "$cancelled_pending"
record_job array-failed "$array" "${array}_2"
record_job het-completed "$het"
scancel "$running" "$array_mixed"
sleep 2
record_job array-cancelled "$array_mixed" "${array_mixed}_2"
sleep 75
record_job timeout "$timeout"

# A partition with a higher tier ends the jobs of another one.
low=$(submit -N3 --exclusive job.sh 300); sleep 3
submit -p high -N3 --exclusive job.sh 3; sleep 9
record_job preempted "$low"
requeued=$(submit job.sh 300); sleep 3
scontrol requeue "$requeued"; sleep 1
record_job requeued "$requeued"
scancel "$requeued"
requeued=$(submit job.sh 300); sleep 3
scontrol requeuehold "$requeued"; sleep 3
record_job requeued-held "$requeued"
scancel "$requeued"; sleep 2

# A node that goes down, and one whose prolog fails: the prolog of the cluster fails while the file fail-prolog exists.
node_fail=$(submit -w node3 --no-requeue job.sh 300)
node_fail_requeued=$(submit -w node3 --requeue job.sh 300); sleep 3
kill -9 "$(cat /t/run/slurmd-node3.pid)"
scontrol update nodename=node3 state=down reason=test; sleep 1
record_job node-fail "$node_fail"
record_job node-fail-requeued "$node_fail_requeued"
node_down=$(submit -w node3 job.sh); sleep 3
record_job node-down "$node_down"
touch fail-prolog
prolog=$(submit -w node2 job.sh); sleep 6
record_job prolog-failed "$prolog"

# Without a controller, and then without a database.
kill "$(cat /t/run/slurmctld.pid)"; sleep 3
record controller-down.queue squeue --noheader --states=all --jobs=1 "--format=$ROW"
check controller-down job.sh
record controller-down.scancel scancel 1
kill "$(cat /t/run/slurmdbd.pid)"; sleep 3
record database-down.accounting sacct --noheader --allocations --parsable2 --jobs=1 --format=$RECORD
