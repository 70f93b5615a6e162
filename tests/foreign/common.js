'use strict';
// What the programs here share: where the daemon is, checks that print one line each, and a record of every byte that
// the daemon sent, which judge.js reads afterwards.

const fs = require('fs');
const net = require('net');
const path = require('path');

const PATIENCE_MS = 30000;

const unix = process.env.FOREIGN_SOCKET;
const tcp = {host: '127.0.0.1', port: Number(process.env.FOREIGN_TCP)};
// 0 when the daemon serves no HTTP of its own; it may still do so on the others.
const httpPort = Number(process.env.FOREIGN_HTTP || 0);

const program = path.basename(process.argv[1], '.js');
const heard = [];

// Every socket passes what it reads through push(), whoever opened it.
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...options) {
  const chunks = [];
  const push = this.push;
  heard.push(chunks);
  this.push = function (chunk, encoding) {
    if (chunk) chunks.push(Buffer.from(chunk, encoding));
    return push.call(this, chunk, encoding);
  };
  return connect.apply(this, options);
};

function keepHeard() {
  heard.forEach((chunks, index) => {
    fs.writeFileSync(path.join(process.env.FOREIGN_HEARD, `${program}-${index}`), Buffer.concat(chunks));
  });
}

const checks = [];

/** Declares a check: fails by an exception, also asynchronously, or by lasting too long. The first one of a group, which
 * is what its name has before a colon, prepares the others: they fail with it. */
function check(name, body, patienceMs = PATIENCE_MS) {
  checks.push({name, body, patienceMs});
}

async function run() {
  let failed = 0;
  const groups = new Map();
  for (const {name, body, patienceMs} of checks) {
    const group = name.split(':')[0];
    let timer;
    const tooLong = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), patienceMs);
    });
    let why = '';
    try {
      if (groups.get(group)) throw new Error(`the first check of ${group} failed`);
      await Promise.race([Promise.resolve().then(body), tooLong]);
    } catch (error) {
      why = String((error && error.message) || error).split('\n').slice(0, 4).join(' ');
      failed += 1;
    }
    clearTimeout(timer);
    if (!groups.has(group)) groups.set(group, why !== '');
    console.log(JSON.stringify({name, why}));
  }
  keepHeard();
  process.exit(failed ? 1 : 0);
}
process.nextTick(() => setImmediate(run));

/** What is absent is said in words, not by a stack of the client's. */
function needHttp() {
  if (!httpPort) throw new Error('missing: the daemon has no option --http');
}

function socketTo(target) {
  const socket = typeof target === 'string' ? net.connect(target) : net.connect(target);
  socket.setNoDelay(true);
  return socket;
}

module.exports = {check, httpPort, needHttp, socketTo, tcp, unix};
