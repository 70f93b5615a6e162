'use strict';
// Reads every byte that the daemon sent to the other programs here, a file for each connection, and has jsonrpc-lite
// judge each message. The framing is read here, strictly: what is left over or out of place is a failure.

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const {jsonrpc} = require('jsonrpc-lite');

const folder = process.env.FOREIGN_HEARD;

function linesOf(bytes) {
  assert.strictEqual(bytes[bytes.length - 1], 0x0a, 'the last reply does not end with a newline');
  const lines = bytes.toString('utf8').split('\n').slice(0, -1);
  lines.forEach((line) => assert.ok(!/^\s|\s$/.test(line) && line, 'white space around a reply'));
  return lines;
}

function framedOf(bytes) {
  const messages = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n\r\n', at);
    const header = /^Content-Length: (\d+)$/.exec(bytes.toString('latin1', at, end));
    assert.ok(end > 0 && header, `a header is ${JSON.stringify(bytes.toString('latin1', at, at + 80))}`);
    at = end + 4 + Number(header[1]);
    assert.ok(at <= bytes.length, 'a body is cut off');
    messages.push(bytes.toString('utf8', end + 4, at));
  }
  return messages;
}

function httpBodiesOf(bytes) {
  const messages = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n\r\n', at);
    const [status, ...fields] = bytes.toString('latin1', at, end).split('\r\n');
    const headers = Object.fromEntries(fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }));
    assert.match(status, /^HTTP\/1\.1 (200|204) /, 'the status of an answer');
    const size = Number(headers['content-length'] || 0);
    at = end + 4 + size;
    if (/ 204 /.test(status)) {
      assert.strictEqual(size, 0, '204 has no body');
    } else {
      assert.match(headers['content-type'], /^application\/json/, 'the type of an answer');
      messages.push(bytes.toString('utf8', end + 4, at));
    }
    assert.ok(at <= bytes.length, 'a body is cut off');
  }
  return messages;
}

/** Frames of RFC 6455 from a server: never masked, never compressed here. */
function webSocketTextsOf(bytes) {
  const messages = [];
  let at = bytes.indexOf('\r\n\r\n') + 4;
  let parts = [];
  while (at < bytes.length) {
    const [first, second] = bytes.subarray(at, at + 2);
    assert.strictEqual(first & 0x70, 0, 'reserved bits of a frame');
    assert.strictEqual(second & 0x80, 0, 'a masked frame from the server');
    let size = second & 0x7f;
    at += 2;
    if (size === 126) {
      size = bytes.readUInt16BE(at);
      at += 2;
    } else if (size === 127) {
      size = Number(bytes.readBigUInt64BE(at));
      at += 8;
    }
    const opcode = first & 0x0f;
    assert.ok([0, 1, 8, 9, 10].includes(opcode), `a frame has opcode ${opcode}`);
    assert.ok(at + size <= bytes.length, 'a frame is cut off');
    if (opcode < 8) {
      parts.push(bytes.subarray(at, at + size));
      if (first & 0x80) {
        messages.push(Buffer.concat(parts).toString('utf8'));
        parts = [];
      }
    }
    at += size;
  }
  assert.strictEqual(parts.length, 0, 'a message is cut off');
  return messages;
}

function messagesOf(bytes) {
  const start = bytes.toString('latin1', 0, 15);
  if (start.startsWith('HTTP/1.1 101')) return webSocketTextsOf(bytes);
  if (start.startsWith('HTTP/')) return httpBodiesOf(bytes);
  return start === 'Content-Length:' ? framedOf(bytes) : linesOf(bytes);
}

/** Of one message or of each in a batch. */
function judge(text) {
  const verdicts = [].concat(jsonrpc.parse(text));
  for (const {type, payload} of verdicts) {
    assert.notStrictEqual(type, 'invalid', `${payload.message} ${JSON.stringify(payload.data)}: ${text.slice(0, 300)}`);
    assert.notStrictEqual(type, 'request', `the daemon asks nobody: ${text.slice(0, 300)}`);
  }
  return verdicts.length;
}

const programs = new Map();
for (const file of fs.readdirSync(folder)) {
  const program = file.replace(/-\d+$/, '');
  const row = programs.get(program) || {connections: 0, messages: 0, why: ''};
  programs.set(program, row);
  const bytes = fs.readFileSync(path.join(folder, file));
  try {
    row.connections += 1;
    if (bytes.length > 0) row.messages += messagesOf(bytes).reduce((count, text) => count + judge(text), 0);
  } catch (error) {
    row.why = row.why || `${file}: ${error.message.split('\n')[0]}`;
  }
}
for (const [program, {connections, messages, why}] of programs) {
  console.log(JSON.stringify({
    name: `all bytes for ${program}: ${messages} messages on ${connections} connections`,
    why: why || (messages ? '' : 'it heard nothing'),
  }));
}
process.exit([...programs.values()].every(({why, messages}) => !why && messages) && programs.size ? 0 : 1);
