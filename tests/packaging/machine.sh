#!/bin/sh
# SPDX-License-Identifier: MIT
# machine.sh SCRATCH LOWER COMMAND...: runs COMMAND as process 1 of a machine whose disk is LOWER, with what is written
# kept in RAM. The caller has given us namespaces of our own, but for the network.
set -eu
scratch=$1 lower=$2
shift 2
mount --make-rprivate /
mount -t tmpfs none "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
two=
[ ! -f /sys/fs/cgroup/cgroup.controllers ] || two=yes
cd "$scratch/root"
rm -rf usr/sbin/policy-rc.d etc/wan53 var/lib/wan53 usr/local/bin/wan53
for unit in systemd-modules-load.service systemd-remount-fs.service timers.target; do
	ln -sf /dev/null etc/systemd/system/$unit
done
for folder in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs $folder; done
chmod 1777 tmp
mount -t proc proc proc
# What a machine sets at its start belongs to this one's host.
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
	number=${node#*:}
	mknod -m 666 "dev/${node%%:*}" c "${number%:*}" "${number#*:}"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
if [ "$two" ]; then
	mount -t cgroup2 cgroup2 sys/fs/cgroup
else
	mount -t tmpfs none sys/fs/cgroup
	mkdir sys/fs/cgroup/systemd
	mount -t cgroup -o none,name=systemd,xattr cgroup sys/fs/cgroup/systemd
fi
# As a machine's systemd would; a container's leaves that to us, and hands out no credentials without it.
mount --make-rshared "$scratch/root"
exec env -i container=wan53 PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$(command -v chroot)" . "$@"
