/**
 * Preloaded into every process that these tools start (`node --require`). File descriptor 3 is a pipe
 * whose other end only the parent holds: when the parent ends, however it ends (also SIGKILL), the
 * pipe closes and the whole process group goes with it.
 */
const { Socket } = require('node:net');

const parent = new Socket({ fd: 3 });
parent.on('error', endGroup);
parent.on('close', endGroup);
parent.resume();
parent.unref();

function endGroup() {
  try {
    if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  } finally {
    process.exit(1);
  }
}
