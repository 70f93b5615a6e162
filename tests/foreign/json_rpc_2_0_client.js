'use strict';
// json-rpc-2.0 leaves the transport to its user: lines, both ways, on one connection.

const assert = require('assert');
const readline = require('readline');
const {JSONRPCClient, JSONRPCServer, JSONRPCServerAndClient} = require('json-rpc-2.0');
const {check, socketTo, tcp, unix} = require('./common');

function open(target) {
  const socket = socketTo(target);
  const peer = new JSONRPCServerAndClient(
    new JSONRPCServer(),
    new JSONRPCClient((request) => { socket.write(`${JSON.stringify(request)}\n`); }));
  const lines = readline.createInterface({input: socket});
  lines.on('line', (line) => { peer.receiveAndSend(JSON.parse(line)); });
  socket.on('close', () => peer.rejectAllPendingRequests('the connection was closed'));
  return {peer, socket};
}

async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail('it did not fail');
}

for (const [name, target] of [['unix', unix], ['tcp', tcp]]) {
  let peer;

  check(`${name}: a project is made and edited on one connection`, async () => {
    peer = open(target).peer;
    await peer.request('goxel.create_project', {name: 'json-rpc-2.0'});
    await peer.request('goxel.fill_box', {min: [0, 0, 0], max: [9, 9, 9], color: '#336699'});
    assert.deepStrictEqual((await peer.request('goxel.get_bounding_box')).dimensions, [10, 10, 10]);
  });

  check(`${name}: a thousand pipelined edits, in order`, async () => {
    const answers = [];
    for (let n = 0; n < 1000; n += 1) answers.push(peer.request('goxel.add_voxel', [n, 20, 0, n % 256, 0, 0]));
    const voxel = peer.request('goxel.get_voxel', [999, 20, 0]);
    assert.ok((await Promise.all(answers)).every((answer) => answer.success));
    assert.deepStrictEqual((await voxel).color, [999 % 256, 0, 0, 255]);
  });

  check(`${name}: a picture is overtaken and matched by its id`, async () => {
    const order = [];
    const picture = peer.request('goxel.render_scene', {width: 512, height: 512}).then((result) => {
      order.push('picture');
      return result;
    });
    await peer.request('ping').then(() => order.push('ping'));
    assert.ok((await picture).image.length > 100);
    assert.deepStrictEqual(order, ['ping', 'picture']);
  });

  check(`${name}: an error has code and data`, async () => {
    const error = await failureOf(peer.request('goxel.get_voxel', {x: 'a'}));
    assert.strictEqual(error.code, -32602);
    assert.strictEqual(error.data.reason, 'invalid_params');
  });

  check(`${name}: notifications are not answered`, async () => {
    peer.client.notify('goxel.add_voxel', [5, 5, 50, 1, 2, 3]);
    peer.client.notify('nonsense', []);
    assert.strictEqual((await peer.request('goxel.get_voxel', [5, 5, 50])).exists, true);
  });

  check(`${name}: a batch`, async () => {
    const answers = await peer.requestAdvanced([
      {jsonrpc: '2.0', id: 'one', method: 'ping'},
      {jsonrpc: '2.0', id: 'two', method: 'goxel.get_voxel', params: [0, 0, 0]},
      {jsonrpc: '2.0', id: 'three', method: 'nonsense'},
    ]);
    const byId = Object.fromEntries(answers.map((answer) => [answer.id, answer]));
    assert.strictEqual(byId.one.result.pong, true);
    assert.strictEqual(byId.two.result.exists, true);
    assert.strictEqual(byId.three.error.code, -32601);
  });

  check(`${name}: a time-out here leaves the connection in step`, async () => {
    const error = await failureOf(peer.timeout(1).request('goxel.render_scene', {width: 1024, height: 1024}));
    assert.match(error.message, /timeout/i);
    assert.deepStrictEqual(await peer.request('echo', ['after']), ['after']);
  });

  check(`${name}: goxel.progress tells how a picture comes along`, async () => {
    const told = [];
    peer.addMethod('goxel.progress', (params) => { told.push(params); });
    await peer.request('goxel.render_scene', {width: 1024, height: 1024, progress_token: 'p1'});
    assert.ok(told.length > 0, 'missing: the daemon sent no goxel.progress for progress_token');
    const fractions = told.map(({token, fraction}) => {
      assert.strictEqual(token, 'p1');
      return fraction;
    });
    assert.deepStrictEqual(fractions, [...fractions].sort((a, b) => a - b), 'it goes forward');
    assert.ok(fractions.every((fraction) => fraction >= 0 && fraction <= 1), `within 0..1: ${fractions}`);
  });

  check(`${name}: async answers with a job, which can be asked after`, async () => {
    const answer = await peer.request('goxel.render_scene', {width: 64, height: 64, async: true});
    assert.ok(answer.job !== undefined, 'missing: the daemon took no notice of async');
    for (let tries = 0; tries < 10000; tries += 1) {
      const job = await peer.request('goxel.get_job', {job: answer.job});
      if (job.result !== undefined && job.result !== null) {
        assert.ok(job.result.image.length > 100);
        return;
      }
    }
    assert.fail('the job never ended');
  });
}
