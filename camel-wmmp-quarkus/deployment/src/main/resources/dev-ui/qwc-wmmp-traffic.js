import { LitElement, html, css } from 'lit';
import { JsonRpc } from 'jsonrpc';
import '@vaadin/grid';
import '@vaadin/grid/vaadin-grid-column.js';

const MAX_MESSAGES = 200;

/** What is said with terminals, as it comes; the newest message is on top. */
export class QwcWmmpTraffic extends LitElement {

    static styles = css`
        :host { display: flex; flex-direction: column; height: 100%; padding: 0 1em; }
        vaadin-grid { flex: 1; }
        vaadin-grid-cell-content { overflow-wrap: anywhere; }`;

    static properties = { _messages: { state: true } };

    jsonRpc = new JsonRpc(this);

    constructor() {
        super();
        this._messages = [];
    }

    connectedCallback() {
        super.connectedCallback();
        this.jsonRpc.messages().then(response => {
            this._messages = response.result.reverse();
            this._live = this.jsonRpc.streamMessages().onNext(next => {
                this._messages = [next.result, ...this._messages].slice(0, MAX_MESSAGES);
            });
        });
    }

    disconnectedCallback() {
        this._live?.cancel();
        super.disconnectedCallback();
    }

    render() {
        return html`
            <vaadin-grid .items="${this._messages}" theme="row-stripes wrap-cell-content">
                <vaadin-grid-column path="time" auto-width flex-grow="0"></vaadin-grid-column>
                <vaadin-grid-column path="terminalId" header="Terminal" auto-width flex-grow="0"></vaadin-grid-column>
                <vaadin-grid-column path="direction" auto-width flex-grow="0"></vaadin-grid-column>
                <vaadin-grid-column path="command" auto-width flex-grow="0"></vaadin-grid-column>
                <vaadin-grid-column path="number" auto-width flex-grow="0"></vaadin-grid-column>
                <vaadin-grid-column path="text" header="Body"></vaadin-grid-column>
            </vaadin-grid>`;
    }
}
customElements.define('qwc-wmmp-traffic', QwcWmmpTraffic);
