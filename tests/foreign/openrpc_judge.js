'use strict';
// What rpc.discover answers, before the makers of OpenRPC: their schema, their examples rule, and their generator of
// parameters, which calls every method with what the document says it takes.

const assert = require('assert');
const readline = require('readline');
const {parseOpenRPCDocument, validateOpenRPCDocument} = require('@open-rpc/schema-utils-js');
const coverage = require('@open-rpc/test-coverage/build/coverage').default;
const ExamplesRule = require('@open-rpc/test-coverage/build/rules/examples-rule').default;
const FakerRule = require('@open-rpc/test-coverage/build/rules/json-schema-faker-rule').default;
const jsf = require('json-schema-faker');
const {check, socketTo, unix} = require('./common');

// They end the daemon, or its sessions under the others.
const NOT_CALLED = ['goxel.shutdown', 'goxel.close_session', 'goxel.debug.force_cleanup', 'goxel.detach_session',
  'goxel.attach_session', 'goxel.set_log_level', 'goxel.authenticate'];
const CALLS_PER_METHOD = 5;
// For checks of hundreds of calls.
const LONG_MS = 240000;
const SEED = Number(process.env.FOREIGN_SEED || 1);

let call;
let document;

function open() {
  const socket = socketTo(unix);
  const waiting = new Map();
  let lastId = 0;
  readline.createInterface({input: socket}).on('line', (line) => {
    const answer = JSON.parse(line);
    const resolve = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (resolve) resolve(answer);
  });
  return (method, params) => new Promise((resolve) => {
    lastId += 1;
    waiting.set(lastId, resolve);
    socket.write(`${JSON.stringify({jsonrpc: '2.0', id: lastId, method, params})}\n`);
  });
}

/** Members that came as undefined are left out, as JSON has it. */
const transport = (_, method, params) => call(method, JSON.parse(JSON.stringify(params)));

/** Fails with the first calls that were answered wrongly, a line in all. */
function assertAllValid(calls) {
  const wrong = calls.filter(({valid}) => !valid);
  const told = wrong.slice(0, 12).map(({methodName, params, reason, error}) => {
    const why = String(reason || JSON.stringify(error)).replace(/\s+/g, ' ');
    return `${methodName} ${JSON.stringify(params).slice(0, 200)}: ${why.slice(0, 200)} ... ${why.slice(-300)}`;
  });
  assert.ok(wrong.length === 0, `${wrong.length} of ${calls.length} calls (seed ${SEED}): ${told.join(' | ')}`);
}

check('discover: rpc.discover answers', async () => {
  call = open();
  const answer = await call('rpc.discover', []);
  assert.ok(!answer.error, `missing: rpc.discover answers ${JSON.stringify(answer.error)}`);
  document = answer.result;
  assert.match(document.openrpc, /^1\.\d+\.\d+$/);
});

check('discover: the document is valid by the schema of OpenRPC', () => {
  const verdict = validateOpenRPCDocument(document);
  assert.strictEqual(verdict, true, verdict && verdict.message);
});

check('discover: every reference in it leads somewhere', async () => {
  document = await parseOpenRPCDocument(document, {dereference: true, validate: true});
  forgetFormats(document);
});

check('discover: it has every method that list_methods has', async () => {
  const listed = (await call('list_methods', [])).result.methods.map(({method}) => method);
  const described = new Set(document.methods.map(({name}) => name));
  assert.deepStrictEqual(listed.filter((name) => !described.has(name)), []);
});

/** The requests that make the project which the examples are about. */
async function openExampleProject() {
  for (const {method, params} of document['x-example-project'] || []) {
    const {error} = await call(method, params);
    assert.ok(!error, `x-example-project: ${method}: ${JSON.stringify(error)}`);
  }
}

class FreshExamplesRule extends ExamplesRule {
  /** By name: the rule itself takes the values by position, also where an example leaves out an optional one. */
  getCalls(openrpc, method) {
    return super.getCalls(openrpc, method).map((one, index) => ({
      ...one,
      params: Object.fromEntries(method.examples[index].params.map(({name, value}) => [name, value])),
    }));
  }

  beforeRequest() {
    return openExampleProject();
  }
}

/** An error of a code that the method lists is as good an answer as a result. */
class AnyAnswerRule extends FakerRule {
  constructor() {
    super({skip: [], only: [], numCalls: CALLS_PER_METHOD});
  }

  async beforeRequest(_, {methodName}) {
    if (methodName !== this.method) await openExampleProject();
    this.method = methodName;
  }

  validateCall(one) {
    if (!one.error) return super.validateCall(one);
    const {errors = []} = document.methods.find(({name}) => name === one.methodName);
    const listed = errors.map(({code}) => code);
    one.valid = listed.includes(one.error.code) && one.error.code !== -32603;
    one.reason = `error ${JSON.stringify(one.error)} is none of ${listed}`;
    return one;
  }
}

/** Ajv takes a format that it does not know, such as int32, for an error in the schema. */
function forgetFormats(node, seen = new Set()) {
  if (!node || typeof node !== 'object' || seen.has(node)) return;
  seen.add(node);
  if (node.format === 'int32' || node.format === 'int64') delete node.format;
  Object.values(node).forEach((child) => forgetFormats(child, seen));
}

const silence = {onBegin() {}, onTestBegin() {}, onTestEnd() {}, onEnd() {}};

/** Calls the methods with what a rule makes of their examples; `choose` says which of those it gets to see. */
function judge(rule, choose) {
  const methods = document.methods.map((method) => ({...method, examples: (method.examples || []).filter(choose)}));
  return coverage({
    openrpcDocument: {...document, methods, servers: [{url: 'unix'}]},
    transport,
    reporters: [silence],
    rules: [rule],
    skip: NOT_CALLED,
    only: [],
  });
}

/** A generator of its own, so that a run can be had again. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

check('discover: the examples in it are what the daemon answers', async () => {
  const calls = await judge(new FreshExamplesRule({skip: [], only: []}), ({result}) => result);
  assert.ok(calls.length > 10, `only ${calls.length} examples`);
  assertAllValid(calls);
}, LONG_MS);

check('discover: parameters made up from it get a result of its schema, or a listed error', async () => {
  jsf.option({maxItems: 8, maxLength: 64, random: random(SEED)});
  // The rule leaves out methods that have examples.
  const calls = await judge(new AnyAnswerRule(), () => false);
  assert.ok(calls.length > document.methods.length, `only ${calls.length} calls`);
  assertAllValid(calls);
  assert.strictEqual((await call('ping', [])).result.pong, true);
}, LONG_MS);
