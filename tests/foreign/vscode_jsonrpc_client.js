'use strict';
// vscode-jsonrpc speaks as editors do: a Content-Length before each message, cancelling and progress by $/ methods.

const assert = require('assert');
const rpc = require('vscode-jsonrpc/node');
const {check, socketTo, tcp, unix} = require('./common');

function open(target) {
  const socket = socketTo(target);
  const connection = rpc.createMessageConnection(new rpc.StreamMessageReader(socket), new rpc.StreamMessageWriter(socket));
  connection.listen();
  return connection;
}

const byPosition = (method) => new rpc.RequestType2(method);

for (const [name, target] of [['unix', unix], ['tcp', tcp]]) {
  let connection;

  check(`${name}: a project is made and edited`, async () => {
    connection = open(target);
    const made = await connection.sendRequest('goxel.create_project', {name: 'vscode', width: 8, height: 8, depth: 8});
    assert.strictEqual(made.project_id, 'vscode');
    await connection.sendRequest('goxel.procedural_shape', 'sphere', 80, 80, 80, 0, 0, 0, 200, 80, 40);
    assert.deepStrictEqual((await connection.sendRequest('goxel.get_bounding_box', {})).dimensions, [80, 80, 80]);
  });

  check(`${name}: parameters by position`, async () => {
    assert.deepStrictEqual(await connection.sendRequest(byPosition('echo'), 'ä', 2), ['ä', 2]);
  });

  check(`${name}: an error becomes a ResponseError`, async () => {
    await assert.rejects(connection.sendRequest('goxel.get_layer', {layer: 99}), (error) => {
      assert.ok(error instanceof rpc.ResponseError);
      assert.strictEqual(error.code, -1106);
      assert.strictEqual(error.data.reason, 'not_found');
      return true;
    });
    await assert.rejects(connection.sendRequest('textDocument/hover', {}), {code: rpc.ErrorCodes.MethodNotFound});
  });

  check(`${name}: notifications, known and unknown, are not answered`, async () => {
    await connection.sendNotification('goxel.add_voxel', {position: [0, 0, 60], color: '#ffffff'});
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('$/setTrace', {value: 'off'});
    assert.strictEqual((await connection.sendRequest('goxel.get_voxel', {x: 0, y: 0, z: 60})).exists, true);
  });

  check(`${name}: three hundred under way at once`, async () => {
    const numbers = Array.from({length: 300}, (_, number) => number);
    const answers = await Promise.all(numbers.map((number) => connection.sendRequest('echo', {number})));
    assert.deepStrictEqual(answers.map(({number}) => number), numbers);
  });

  check(`${name}: a request is cancelled by its token, and answered so`, async () => {
    const source = new rpc.CancellationTokenSource();
    const picture = connection.sendRequest('goxel.render_scene', {width: 4096, height: 4096, options: {samples: 16}},
      source.token);
    source.cancel();
    await assert.rejects(picture, (error) => {
      assert.strictEqual(error.code, -1109);
      assert.strictEqual(error.data.reason, 'cancelled');
      return true;
    });
    assert.deepStrictEqual(await connection.sendRequest('echo', {in: 'step'}), {in: 'step'});
  });

  check(`${name}: $/progress begins, reports and ends`, async () => {
    const told = [];
    const listening = connection.onProgress(new rpc.ProgressType(), 'work-1', (value) => told.push(value));
    await connection.sendRequest('goxel.render_scene', {width: 1024, height: 1024, workDoneToken: 'work-1'});
    listening.dispose();
    const kinds = told.map(({kind}) => kind);
    assert.ok(kinds.length > 0, 'missing: the daemon sent no $/progress for workDoneToken');
    assert.strictEqual(kinds[0], 'begin');
    assert.strictEqual(kinds[kinds.length - 1], 'end');
    assert.ok(kinds.slice(1, -1).every((kind) => kind === 'report'), kinds.join(' '));
    assert.strictEqual(typeof told[0].title, 'string');
    const percentages = told.map(({percentage}) => percentage).filter((percentage) => percentage !== undefined);
    assert.deepStrictEqual(percentages, [...percentages].sort((a, b) => a - b), 'it goes forward');
    assert.ok(percentages.every((percentage) => percentage >= 0 && percentage <= 100), percentages.join(' '));
  });

  check(`${name}: the end of a connection is clean`, async () => {
    const closed = new Promise((resolve) => connection.onClose(resolve));
    connection.end();
    await closed;
  });
}
