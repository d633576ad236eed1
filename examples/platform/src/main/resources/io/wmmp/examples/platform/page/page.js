'use strict';
// Whatever terminals say gets into the page as text, never as markup; the Content-Security-Policy sees to it as well.

const PAGE_SIZE = 15;
const REFRESH_MILLIS = 3000;
const LOAD_LIMIT = 20; // what takes a second is asked for every 20 s
const TYPING_MILLIS = 250;
const RETRY_MILLIS = 3000;
const MAX_FRAMES = 200;
const MAX_CSQ = 31;

const BODIES = {
  CONFIG_GET: '["heartbeat_interval"]',
  CONFIG_SET: '{"heartbeat_interval": 45}',
  TRANSPARENT_DATA: '{"text": "take a seat"}',
  TRANSPARENT_CMD: '{"text": "report"}',
  REMOTE_CTRL: '{"remote_command": 4}',
  LOGOUT: '{}',
};

const view = { page: 0, total: 0, chosen: null, paused: false };
const $ = id => document.getElementById(id);

function element(name, content, ...classes) {
  const made = document.createElement(name);
  made.append(...[content ?? ''].flat());
  if (classes.length > 0) made.classList.add(...classes);
  return made;
}

// requests

const token = {
  get: () => sessionStorage.getItem('wmmp.http.token'),
  set: value => sessionStorage.setItem('wmmp.http.token', value),
};

async function request(path, options = {}) {
  const headers = { ...options.headers };
  if (token.get()) headers.Authorization = 'Bearer ' + token.get();
  const response = await fetch(path, { ...options, headers });
  if (response.status === 401) {
    if (!$('door').open) $('door').showModal();
    throw new DOMException('The token is missing or wrong', 'AbortError');
  }
  return response;
}

async function get(path, signal) {
  const response = await request(path, { signal });
  const json = await response.json();
  if (!response.ok) throw new Error(json.detail);
  return json;
}

/** Runs something again and again while the page can be seen, never twice at a time, and less often when it takes long. */
function refresher(work) {
  let running = null;
  let due = 0;
  let again = false;
  const run = async () => {
    if (running) { again = true; running.abort(); return; }
    do {
      again = false;
      running = new AbortController();
      const begun = performance.now();
      try {
        await work(running.signal);
        trouble(null);
      } catch (failure) {
        if (failure.name !== 'AbortError') trouble(failure);
      } finally {
        running = null;
        due = performance.now() + Math.max(REFRESH_MILLIS, LOAD_LIMIT * (performance.now() - begun));
      }
    } while (again);
  };
  setInterval(() => { if (!document.hidden && !running && !$('door').open && performance.now() >= due) run(); }, 500);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) run(); });
  return run;
}

function trouble(failure) {
  $('trouble').hidden = failure === null;
  $('trouble').textContent = failure === null ? ''
    : failure instanceof TypeError ? 'The platform cannot be reached.' : failure.message;
}

// what several parts show

const clock = time => new Date(time).toLocaleTimeString('en-GB');

function ago(time) {
  if (!time) return element('span', 'never', 'faint');
  const seconds = Math.max(0, Math.round((Date.now() - new Date(time)) / 1000));
  const text = seconds < 60 ? seconds + ' s ago' : seconds < 3600 ? Math.floor(seconds / 60) + ' min ago'
    : seconds < 86400 ? Math.floor(seconds / 3600) + ' h ago' : Math.floor(seconds / 86400) + ' d ago';
  const shown = element('time', text);
  shown.dateTime = time;
  shown.title = new Date(time).toLocaleString();
  return shown;
}

function state(name) {
  return element('span', name === 'REGISTERED' ? 'not seen yet' : name.toLowerCase(), 'state', name);
}

function signal(level) {
  if (level === null) return element('span', '–', 'faint');
  if (level > MAX_CSQ) return element('span', 'unknown', 'faint');
  const bars = element('span', [], 'signal');
  for (let i = 1; i <= 4; i++) {
    const bar = element('i');
    if (level >= i * 7 - 5) bar.classList.add('on');
    bars.append(bar);
  }
  bars.setAttribute('aria-hidden', 'true');
  const shown = element('span', [bars, String(level)]);
  shown.title = 'CSQ ' + level + ' of ' + MAX_CSQ;
  return shown;
}

const cells = (...contents) => element('tr', contents.map(content => element('td', content)));

// the numbers at the top

let lastStatus = null;

const showStatus = refresher(async abort => {
  const status = { ...await get('status', abort), at: performance.now() };
  $('online').textContent = status.sessions.ONLINE.toLocaleString();
  $('offline').textContent = status.sessions.OFFLINE.toLocaleString();
  $('queued').textContent = status.queuedCommands.toLocaleString();
  $('dropped').textContent = status.droppedMessages.toLocaleString();
  if (lastStatus) {
    const rate = name => Math.max(0, (status[name] - lastStatus[name]) * 1000 / (status.at - lastStatus.at));
    $('received').textContent = rate('receivedFrames').toFixed(1);
    $('sent').textContent = rate('sentFrames').toFixed(1);
  }
  lastStatus = status;
});

// terminals

const showTerminals = refresher(async abort => {
  const query = new URLSearchParams({ q: $('search').value, state: $('state').value, page: view.page, size: PAGE_SIZE });
  const list = await get('terminals?' + query, abort);
  view.total = list.total;
  const last = Math.max(0, Math.ceil(list.total / PAGE_SIZE) - 1);
  if (view.page > last) {
    view.page = last;
    showTerminals();
    return;
  }
  showRows($('rows'), list.terminals.map(terminalRow));
  const first = view.page * PAGE_SIZE;
  $('range').textContent = list.total === 0 ? 'none found'
    : `${(first + 1).toLocaleString()}–${(first + list.terminals.length).toLocaleString()} of ${list.total.toLocaleString()}`;
  $('previous').disabled = view.page === 0;
  $('next').disabled = view.page >= last;
});

function terminalRow(terminal) {
  const link = element('a', terminal.terminalId);
  link.href = '#' + encodeURIComponent(terminal.terminalId);
  const row = cells(link, state(terminal.state), signal(terminal.signal), ago(terminal.lastSeen), terminal.ecCode,
    element('span', terminal.remoteAddress ?? '', 'faint'));
  row.dataset.terminal = terminal.terminalId;
  row.classList.toggle('chosen', terminal.terminalId === view.chosen);
  return row;
}

/** Leaves the first cell of a row that stays as it is: somebody may be clicking on it, or have got there by keys. */
function showRows(body, rows) {
  rows.forEach((row, i) => {
    const old = body.children[i];
    if (old === undefined) {
      body.append(row);
    } else if (old.dataset.terminal !== row.dataset.terminal) {
      old.replaceWith(row);
    } else {
      old.className = row.className;
      [...row.children].slice(1).forEach((cell, n) => old.children[n + 1].replaceWith(cell));
    }
  });
  while (body.children.length > rows.length) body.lastChild.remove();
}

function turn(pages) {
  view.page = Math.max(0, view.page + pages);
  showTerminals();
}

let typing;
function search() {
  clearTimeout(typing);
  typing = setTimeout(() => { view.page = 0; showTerminals(); }, TYPING_MILLIS);
}

// one terminal

const showChosen = refresher(async abort => {
  const id = view.chosen;
  if (id === null) return;
  const response = await request('terminals/' + encodeURIComponent(id), { signal: abort });
  const terminal = await response.json();
  if (id !== view.chosen) return;
  $('hint').hidden = response.ok;
  $('chosen').hidden = !response.ok;
  if (!response.ok) {
    $('hint').textContent = terminal.detail;
    return;
  }
  $('facts').replaceChildren(...[
    ['State', state(terminal.state)], ['Last seen', ago(terminal.lastSeen)], ['Signal', signal(terminal.signal)],
    ['From', terminal.remoteAddress ?? '–'], ['Dialect', terminal.dialect], ['Data must be', terminal.security],
    ['Commands waiting', String(terminal.queued)],
  ].flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
  showDownload(terminal.firmware);
  showTwin(terminal.twin);
});

function showDownload(firmware) {
  $('download').hidden = firmware === null;
  if (firmware === null) return;
  $('download-text').replaceChildren(state(firmware.status),
    ` ${firmware.name} ${firmware.version}, ${firmware.offset.toLocaleString()} of ${firmware.size.toLocaleString()} bytes`
      + (firmware.reason ? ': ' + firmware.reason : ''));
  $('download-bar').max = firmware.size;
  $('download-bar').value = firmware.offset;
}

function showTwin(twin) {
  $('sync').textContent = twin.inSync ? 'in sync' : twin.refused.length > 0 ? 'refused in part' : 'to be told';
  $('sync').classList.toggle('warn', !twin.inSync);
  const tags = [...new Set([...Object.keys(twin.reported), ...Object.keys(twin.desired)])].sort();
  const value = of => of === undefined ? element('span', '–', 'faint') : typeof of === 'string' ? of : JSON.stringify(of);
  $('twin').replaceChildren(...tags.map(tag => cells(tag + (twin.refused.includes(tag) ? ' (refused)' : ''),
    value(twin.reported[tag]), value(twin.desired[tag]), twin.reportedAt[tag] ? ago(twin.reportedAt[tag]) : '')));
  if (tags.length === 0) $('twin').append(cells(element('span', 'nothing reported yet', 'faint')));
}

function choose() {
  let id = null;
  try {
    id = decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    // a link that is cut off names nobody
  }
  if (id === 'terminals') return;
  view.chosen = id;
  $('details-title').textContent = id ?? 'No terminal chosen';
  $('close').hidden = id === null;
  $('answer').replaceChildren();
  $('chosen').hidden = true;
  $('hint').hidden = id !== null;
  $('only').disabled = id === null;
  for (const row of $('rows').children) row.classList.toggle('chosen', row.dataset.terminal === id);
  if (id !== null) showChosen();
  if ($('only').checked) listen();
}

async function send(event) {
  event.preventDefault();
  const id = view.chosen;
  const answer = (text, bad) => {
    if (id !== view.chosen) return;
    $('answer').textContent = text;
    $('answer').classList.toggle('bad', bad);
  };
  let body;
  try {
    body = JSON.parse($('body').value || '{}');
  } catch (failure) {
    answer('The body is not JSON: ' + failure.message, true);
    $('body').focus();
    return;
  }
  $('submit').disabled = true;
  answer('Waiting for the terminal …', false);
  try {
    const response = await request(`terminals/${encodeURIComponent(id)}/commands`, {
      method: 'POST',
      body: JSON.stringify({ command: $('command').value, body, wait: Number($('wait').value), force: $('force').checked }),
    });
    const json = await response.json();
    answer(response.status === 200 ? `Result ${json.result}\n${JSON.stringify(json.body, null, 2)}`
      : response.status === 202 ? `The terminal is not there. The command waits for it, number ${json.queued} in its queue.`
        : json.detail, !response.ok || response.status === 200 && json.result !== 0);
  } catch (failure) {
    answer(failure instanceof TypeError ? 'The platform cannot be reached.' : failure.message, true);
  } finally {
    $('submit').disabled = false;
    showChosen();
  }
}

// live traffic

let listening = null;
let arrived = [];

/** As EventSource does it, which could not show a token. */
async function listen() {
  listening?.abort();
  const mine = listening = new AbortController();
  while (!mine.signal.aborted) {
    try {
      const only = $('only').checked && view.chosen !== null;
      const response = await request('traffic' + (only ? '?' + new URLSearchParams({ terminal: view.chosen }) : ''),
        { signal: mine.signal });
      if (!response.ok) throw new Error((await response.json()).detail);
      $('missed').hidden = true;
      $('quiet').textContent = 'Nothing has been said since this page began to listen.';
      let rest = '';
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        const events = (rest + piece.value).split('\n\n');
        rest = events.pop();
        events.forEach(receive);
      }
    } catch (failure) {
      if (mine.signal.aborted || $('door').open) return;
      $('quiet').textContent = failure instanceof TypeError ? 'The platform cannot be reached.' : failure.message;
    }
    await new Promise(resolve => setTimeout(resolve, RETRY_MILLIS));
  }
}

function receive(text) {
  const event = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 2);
  }
  if (event.event === 'missed') {
    $('missed').textContent = JSON.parse(event.data).missed.toLocaleString() + ' more than could be shown';
    $('missed').hidden = false;
  } else if (event.event === 'frame') {
    if (arrived.length === 0) requestAnimationFrame(showFrames);
    arrived.push(JSON.parse(event.data));
    if (arrived.length > MAX_FRAMES) arrived.shift();
  }
}

function showFrames() {
  $('frames').prepend(...arrived.reverse().map(frameRow));
  arrived = [];
  while ($('frames').children.length > MAX_FRAMES) $('frames').lastChild.remove();
  $('quiet').hidden = $('frames').children.length > 0;
}

function frameRow(frame) {
  const sent = frame.direction === 'SENT';
  const arrow = element('span', sent ? '→' : '←', frame.direction);
  arrow.title = sent ? 'to the terminal' : 'from the terminal';
  const link = element('a', frame.terminalId);
  link.href = '#' + encodeURIComponent(frame.terminalId);
  const row = cells(element('span', clock(frame.time), 'faint'), link, arrow, element('span', frame.command, frame.direction),
    frame.sequenceNumber === null ? 'in plain' : String(frame.sequenceNumber), frame.text);
  row.title = frame.remoteAddress ?? '';
  row.children[4].classList.add('number', 'faint');
  row.children[5].classList.add('mono', 'long');
  return row;
}

function pause() {
  view.paused = !view.paused;
  $('pause').textContent = view.paused ? 'Go on' : 'Pause';
  $('pause').setAttribute('aria-pressed', String(view.paused));
  if (view.paused) listening?.abort();
  else listen();
}

// campaigns

const showCampaigns = refresher(async abort => {
  const { campaigns } = await get('campaigns', abort);
  $('campaigns').hidden = campaigns.length === 0;
  $('campaign-rows').replaceChildren(...campaigns.map(campaign => {
    const all = campaign.pending + campaign.running + campaign.done + campaign.failed;
    const bar = element('progress');
    bar.max = all || 1;
    bar.value = campaign.done + campaign.failed;
    bar.setAttribute('aria-label', `${campaign.done + campaign.failed} of ${all} terminals`);
    const row = cells(`${campaign.firmware} ${campaign.version}`, state(campaign.state), bar, campaign.done.toLocaleString(),
      campaign.running.toLocaleString(), campaign.pending.toLocaleString(), campaign.failed.toLocaleString(),
      element('span', campaign.id, 'faint'));
    for (const i of [3, 4, 5, 6]) row.children[i].classList.add('number');
    row.children[7].classList.add('mono');
    return row;
  }));
});

// how it begins

function showAll() {
  showStatus();
  showTerminals();
  showChosen();
  showCampaigns();
}

$('find').addEventListener('submit', event => { event.preventDefault(); search(); });
$('search').addEventListener('input', search);
$('state').addEventListener('change', () => { view.page = 0; showTerminals(); });
$('previous').addEventListener('click', () => turn(-1));
$('next').addEventListener('click', () => turn(1));
$('command').addEventListener('change', () => { $('body').value = BODIES[$('command').value]; });
$('send').addEventListener('submit', send);
$('only').addEventListener('change', () => { if (!view.paused) listen(); });
$('pause').addEventListener('click', pause);
$('clear').addEventListener('click', () => { $('frames').replaceChildren(); $('quiet').hidden = false; });
$('token-form').addEventListener('submit', event => {
  event.preventDefault();
  token.set($('token').value);
  $('token').value = '';
  $('door').close();
  showAll();
  if (!view.paused) listen();
});
document.addEventListener('keydown', event => {
  if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    $('search').focus();
  }
});
addEventListener('hashchange', choose);

$('body').value = BODIES[$('command').value];
choose();
showAll();
listen();
