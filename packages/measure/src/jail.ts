import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a jailed program sees of the disk, besides the folders of the system. */
export interface View {
  /** An empty folder, for the new root. */
  root: string;
  /** The only folder that can be written to; the program starts in it. */
  writable: string;
  /** Files and folders that can be read. */
  readable: readonly string[];
}

const tool = '/usr/bin/unshare';

/**
 * The command that runs another with no network, no process that outlives it, and a disk on which nothing is but the
 * system's folders and `view`. Empty where this machine can not do that (not Linux, no user namespaces, a container
 * without the right to mount). Tried once a process.
 */
export async function jail(view: View): Promise<string[]> {
  works ??= tryJail();
  return (await works) ? jailCommand(view) : [];
}

let works: Promise<boolean> | undefined;

async function tryJail(): Promise<boolean> {
  if (!existsSync(tool)) return false;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-jail-')));
  const [root, writable] = [join(folder, 'root'), join(folder, 'work')];
  for (const made of [root, writable]) mkdirSync(made);
  const [program = '', ...parameters] = [
    ...jailCommand({ root, writable, readable: [] }),
    '/bin/sh',
    '-c',
    'test ! -e /old && test ! -w / && test -r /proc/self/status && : > here',
  ];
  try {
    return await new Promise((done) => {
      execFile(program, parameters, { timeout: 5000, env: {} }, (error) => done(error === null));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function jailCommand({ root, writable, readable }: View): string[] {
  const namespaces = [tool, '-r', '-n', '-p', '-f', '-m', '--kill-child=SIGKILL', '--'];
  // A folder that lies in another is there with it.
  const apart = readable.filter((path) => !readable.some((other) => path.startsWith(`${other}/`)));
  return [...namespaces, '/bin/sh', '-c', script, 'jail', root, writable, ...new Set(apart), '--'];
}

// Inside of new namespaces: lay the visible places onto an empty root, make that the root, and let go of the old one.
// The last unshare is what keeps the program from undoing it: mounts of an outer user namespace are locked.
const script = `
set -e
path=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1; work=$2; shift 2
readonly_() {
  mount -o remount,bind,ro "$1" || mount -o remount,bind,ro,nosuid,nodev "$1" ||
    mount -o remount,bind,ro,nosuid,nodev,noexec "$1" || :
} 2>/dev/null
lay() {
  if [ -e "$root$1" ]; then return; fi
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root\${1%/*}"; : > "$root$1"; fi
  mount --rbind "$1" "$root$1"
}
mount -t tmpfs -o mode=755,size=4m gatehouse "$root"
mkdir -p "$root/proc" "$root/dev/shm" "$root/old" "$root/tmp"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777,size=64m gatehouse "$root/dev/shm"
for device in null zero full random urandom; do lay "/dev/$device"; done
ln -s /proc/self/fd "$root/dev/fd"
for place in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc /opt /nix; do
  if [ -L "$place" ]; then ln -s "$(readlink "$place")" "$root$place"
  elif [ -d "$place" ]; then lay "$place"; readonly_ "$root$place"; fi
done
while [ "$1" != -- ]; do
  if [ -e "$1" ]; then lay "$1"; readonly_ "$root$1"; fi
  shift
done
shift
mkdir -p "$root$work"; mount --rbind "$work" "$root$work"
cd "$root"; pivot_root . old; umount -l /old; rmdir /old; mount -o remount,bind,ro /
cd "$work"; PATH=$path
exec ${tool} -U -r -m -- "$@"
`;
