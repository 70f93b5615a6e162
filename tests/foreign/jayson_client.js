'use strict';
// jayson opens a connection for each request over a stream, and half-closes after a notification.

const assert = require('assert');
const jayson = require('jayson');
const WebSocket = require('ws');
const {check, httpPort, needHttp, tcp, unix} = require('./common');

/** The client's answer, {result} or {error}; an exception when there is none. */
function ask(client, method, params) {
  return new Promise((resolve, reject) => {
    client.request(method, params, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

function askBatch(client, requests) {
  const batch = requests.map(([method, params, id]) => client.request(method, params, id, false));
  return new Promise((resolve, reject) => {
    client.request(batch, (error, answers) => (error ? reject(error) : resolve(answers)));
  });
}

async function resultOf(client, method, params) {
  const answer = await ask(client, method, params);
  assert.ok(answer, `${method}: no answer`);
  assert.ifError(answer.error && new Error(JSON.stringify(answer.error)));
  return answer.result;
}

/** The same for every transport. `guesses`: a request without a session means this process's. */
function checkTransport(name, makeClient, guesses) {
  let client;
  let session;
  const named = (params) => (guesses ? params : {...params, session});

  check(`${name}: a project is made and edited`, async () => {
    client = await makeClient();
    session = (await resultOf(client, 'goxel.create_project', ['jayson', 16, 16, 16])).session;
    await resultOf(client, 'goxel.add_voxel', named({position: [1, 2, 3], color: [10, 20, 30]}));
    const voxel = await resultOf(client, 'goxel.get_voxel', named({x: 1, y: 2, z: 3}));
    assert.deepStrictEqual(voxel.color, [10, 20, 30, 255]);
  });

  check(`${name}: parameters by position`, async () => {
    assert.deepStrictEqual(await resultOf(client, 'echo', [1, 'two', null]), [1, 'two', null]);
  });

  check(`${name}: an error has code, message and data`, async () => {
    const {error} = await ask(client, 'goxel.add_voxel', named({position: [0, 0, 0], color: [300, 0, 0]}));
    assert.strictEqual(error.code, -32602);
    assert.strictEqual(error.data.path, 'params.color[0]');
    assert.strictEqual((await ask(client, 'nonsense', [])).error.code, -32601);
  });

  check(`${name}: a notification takes effect and is not answered`, async () => {
    const answer = await new Promise((resolve, reject) => {
      client.request('goxel.add_voxel', named({position: [4, 4, 4], color: '#010203'}), null,
        (error, received) => (error ? reject(error) : resolve(received)));
    });
    assert.strictEqual(answer, undefined);
    // Nothing orders it before a request on another connection.
    for (let tries = 0; tries < 1000; tries += 1) {
      if ((await resultOf(client, 'goxel.get_voxel', named({x: 4, y: 4, z: 4}))).exists) return;
    }
    assert.fail('the voxel never came');
  });

  check(`${name}: a batch with a notification and a wrong call`, async () => {
    const answers = await askBatch(client, [['ping', [], 'a'], ['ping', [], null], ['nonsense', [], 'b'],
      ['goxel.get_voxel', named({x: 1, y: 2, z: 3}), 'c']]);
    const byId = Object.fromEntries(answers.map((answer) => [answer.id, answer]));
    assert.deepStrictEqual(Object.keys(byId).sort(), ['a', 'b', 'c']);
    assert.strictEqual(byId.b.error.code, -32601);
    assert.strictEqual(byId.c.result.exists, true);
  });

  check(`${name}: a hundred at once`, async () => {
    const numbers = Array.from({length: 100}, (_, number) => number);
    const answers = await Promise.all(numbers.map((number) => resultOf(client, 'echo', [number])));
    assert.deepStrictEqual(answers.map(([number]) => number), numbers);
  });

  check(`${name}: a request of a megabyte comes back`, async () => {
    const text = 'é"\\\n'.repeat(200000);
    assert.strictEqual((await resultOf(client, 'echo', [text]))[0], text);
  });
}

checkTransport('unix', () => jayson.Client.tcp({path: unix}), true);
checkTransport('tcp', () => jayson.Client.tcp(tcp), false);
checkTransport('http', () => {
  needHttp();
  return jayson.Client.http({host: tcp.host, port: httpPort, path: '/rpc'});
}, false);
checkTransport('http on the unix socket', () => jayson.Client.http({socketPath: unix, path: '/rpc'}), false);
checkTransport('http on the tcp port', () => jayson.Client.http({...tcp, path: '/rpc'}), false);

/** A connection that lasts; without compression, so that judge.js can read it. */
async function webSocketClient(url) {
  const ws = new WebSocket(url, {perMessageDeflate: false});
  await new Promise((resolve, reject) => {
    ws.on('open', resolve);
    ws.on('error', (error) => reject(new Error(`missing: no WebSocket at ${url}: ${error.message}`)));
  });
  return jayson.Client.websocket({ws});
}
checkTransport('websocket', () => {
  needHttp();
  return webSocketClient(`ws://${tcp.host}:${httpPort}/ws`);
}, true);
checkTransport('websocket on the unix socket', () => webSocketClient(`ws+unix://${unix}:/ws`), true);

check('http: a header names the session', async () => {
  needHttp();
  const plain = jayson.Client.http({host: tcp.host, port: httpPort, path: '/rpc'});
  const {session} = await resultOf(plain, 'goxel.create_project', ['named by header']);
  const client = jayson.Client.http({host: tcp.host, port: httpPort, path: '/rpc', headers: {'Goxel-Session': session}});
  assert.strictEqual((await resultOf(client, 'goxel.get_project_info', [])).name, 'named by header');
});
