import { LitElement, html, css } from 'lit';
import { JsonRpc } from 'jsonrpc';
import '@vaadin/button';
import '@vaadin/grid';
import '@vaadin/grid/vaadin-grid-sort-column.js';
import '@vaadin/text-field';

/** The terminals of the platform, and a command to one of them. */
export class QwcWmmpTerminals extends LitElement {

    static styles = css`
        :host { display: flex; flex-direction: column; gap: 1em; height: 100%; padding: 0 1em; }
        vaadin-grid { flex: 1; min-height: 12em; }
        .command { display: flex; gap: 1em; align-items: end; }
        .command vaadin-text-field.body { flex: 1; }
        .answer { font-family: var(--lumo-font-family-monospace, monospace); white-space: pre-wrap; }`;

    static properties = {
        _terminals: { state: true },
        _terminal: { state: true },
        _command: { state: true },
        _body: { state: true },
        _answer: { state: true }
    };

    jsonRpc = new JsonRpc(this);

    constructor() {
        super();
        this._terminals = [];
        this._terminal = '';
        this._command = 'CONFIG_GET';
        this._body = '["heartbeat_interval"]';
        this._answer = '';
    }

    connectedCallback() {
        super.connectedCallback();
        this._load();
        this._timer = setInterval(() => this._load(), 2000);
    }

    disconnectedCallback() {
        clearInterval(this._timer);
        super.disconnectedCallback();
    }

    _load() {
        this.jsonRpc.terminals().then(response => { this._terminals = response.result; });
    }

    _send() {
        this._answer = 'Waiting for the answer…';
        this.jsonRpc.send({ terminalId: this._terminal, command: this._command, body: this._body }).then(response => {
            const answer = response.result;
            this._answer = answer.error ? answer.error : `Result ${answer.result}: ${answer.body}`;
        });
    }

    render() {
        return html`
            <vaadin-grid .items="${this._terminals}" theme="row-stripes"
                    @active-item-changed="${event => { this._terminal = event.detail.value?.id ?? this._terminal; }}">
                <vaadin-grid-sort-column path="id" header="Terminal" auto-width></vaadin-grid-sort-column>
                <vaadin-grid-sort-column path="state" auto-width></vaadin-grid-sort-column>
                <vaadin-grid-sort-column path="bearer" auto-width></vaadin-grid-sort-column>
                <vaadin-grid-sort-column path="remoteAddress" header="Address" auto-width></vaadin-grid-sort-column>
                <vaadin-grid-sort-column path="lastSeen" header="Last seen" auto-width></vaadin-grid-sort-column>
                <vaadin-grid-sort-column path="dialect" auto-width></vaadin-grid-sort-column>
            </vaadin-grid>
            <div class="command">
                <vaadin-text-field label="Terminal" .value="${this._terminal}"
                        @value-changed="${event => { this._terminal = event.detail.value; }}"></vaadin-text-field>
                <vaadin-text-field label="Command" .value="${this._command}"
                        @value-changed="${event => { this._command = event.detail.value; }}"></vaadin-text-field>
                <vaadin-text-field class="body" label="Body, as JSON" .value="${this._body}"
                        @value-changed="${event => { this._body = event.detail.value; }}"></vaadin-text-field>
                <vaadin-button theme="primary" ?disabled="${!this._terminal}" @click="${() => this._send()}">Send</vaadin-button>
            </div>
            <div class="answer">${this._answer}</div>`;
    }
}
customElements.define('qwc-wmmp-terminals', QwcWmmpTerminals);
