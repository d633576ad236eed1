package io.wmmp.camel;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.jsmpp.bean.SubmitSm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.link.ShortMessage;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.DropReason;
import io.wmmp.session.Drops;
import io.wmmp.terminal.Terminal;
import io.wmmp.testing.Smsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Platform and terminal by SMS, through camel-smpp and an SMS center of their own. */
class SmsEndpointTest {

    private static final String PLATFORM_NUMBER = "106571734";
    private static final String NUMBER = "13800000000";

    @RegisterExtension
    final Fleet fleet = new Fleet();
    private final BlockingQueue<WmmpMessage> heard = new LinkedBlockingQueue<>();
    private Smsc smsc;

    @BeforeEach
    void startSmsc() throws IOException {
        smsc = new Smsc();
    }

    @AfterEach
    void stopSmsc() throws Exception {
        fleet.terminal.stop();
        fleet.platform.stop();
        smsc.close();
        assertThat(smsc.problems()).isEmpty();
    }

    private static String option(String name, String uri) {
        return name + "=RAW(" + uri + ")";
    }

    private String sms(String number) {
        return option("smsFrom", smsc.uri(number)) + "&" + option("smsTo", smsc.uri(number));
    }

    private void startPlatform(String uri, String more) throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri + "?" + sms(PLATFORM_NUMBER) + more).routeId("up").to("mock:up")
                        .process(exchange -> heard.add(exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class)));
                from("direct:down").to(ExchangePattern.InOut, "wmmp:platform?answerTimeout=20s");
                from("direct:sms").to(ExchangePattern.InOut, "wmmp:platform?bearer=sms&answerTimeout=20s");
            }
        });
    }

    private void startTerminal(String uri, String more) throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri + "&" + sms(NUMBER) + more).routeId("taken").to("mock:taken");
                from("direct:send").to(uri + "&" + sms(NUMBER) + more);
            }
        });
    }

    private Exchange ask(String route, String command, Object body) {
        return fleet.platform.createProducerTemplate().send(route, exchange -> {
            exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, Fleet.ID);
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command);
            exchange.getIn().setBody(body);
        });
    }

    private static void assertAnswered(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    private TerminalState state() {
        return fleet.status().state();
    }

    private long dropped(DropReason reason) {
        return fleet.sharedPlatform().dropped(reason);
    }

    private Drops terminalDrops() {
        return fleet.terminal.getComponent("wmmp", WmmpComponent.class).clients().sessions().drops();
    }

    private static byte[] userData(WmmpMessage message) {
        return new ShortMessage(null, "1", message.toBytes()).userData();
    }

    private static WmmpMessage read(byte[] userData) {
        return WmmpConverter.toMessage(ShortMessage.read("1", "2", userData).frame());
    }

    @Test
    void theWholeConversationOfATerminalThatSpeaksSmsOnly() throws Exception {
        startPlatform("wmmp:platform:sms", "");
        startTerminal("wmmp:terminal:sms?" + Fleet.IDENTITY + Fleet.PASSWORDS, "&heartbeatInterval=1s&answerTimeout=20s");

        await().untilAsserted(() -> assertThat(heard).extracting(WmmpMessage::command).contains(Command.CONFIG_TRAP));
        fleet.terminal.createProducerTemplate().requestBody("direct:send", "36.6".getBytes());
        Exchange data = fleet.platform.getEndpoint("mock:up", MockEndpoint.class).getExchanges().stream()
                .filter(exchange -> "TRANSPARENT_DATA".equals(exchange.getIn().getHeader(WmmpConstants.COMMAND))).findFirst()
                .orElseThrow();
        assertThat(data.getIn().getBody(String.class)).isEqualTo("36.6");
        assertThat(data.getIn().getHeader(WmmpConstants.BEARER)).isEqualTo("SMS");
        assertThat(data.getIn().getHeader(WmmpConstants.REMOTE_ADDRESS)).isEqualTo(NUMBER);
        assertThat(data.getIn().getHeader(WmmpConstants.SECURITY)).isEqualTo("COMMON");

        MockEndpoint taken = fleet.terminal.getEndpoint("mock:taken", MockEndpoint.class);
        assertAnswered(ask("direct:down", "TRANSPARENT_DATA", "pump on".getBytes()));
        assertThat(taken.getExchanges().get(0).getIn().getBody(String.class)).isEqualTo("pump on");
        assertThat(taken.getExchanges().get(0).getIn().getHeader(WmmpConstants.REMOTE_ADDRESS)).isEqualTo(PLATFORM_NUMBER);
        assertAnswered(ask("direct:down", "CONFIG_SET", Map.of("heartbeat_interval", 45)));
        // the answer and the report behind it are two short messages, which may overtake one another
        await().untilAsserted(() -> assertThat(commands()).hasSize(14));
        Exchange get = ask("direct:down", "CONFIG_GET", List.of("heartbeat_interval"));
        assertThat(get.getMessage().getBody(WmmpBody.class)).containsEntry("heartbeat_interval", 45);

        fleet.terminal.stop();
        await().untilAsserted(() -> assertThat(state()).isEqualTo(TerminalState.OFFLINE));
        assertThat(smsc.submitted()).allSatisfy(submit -> {
            assertThat(submit.getDataCoding()).isEqualTo((byte) 4);
            assertThat(submit.getEsmClass()).isEqualTo((byte) 0x40);
        });
        assertThat(commands()).containsExactlyInAnyOrder(Command.REGISTER, Command.REGISTER_ACK, Command.LOGIN,
                Command.LOGIN_ACK,
                Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK, Command.TRANSPARENT_DATA, Command.TRANSPARENT_DATA_ACK,
                Command.TRANSPARENT_DATA, Command.TRANSPARENT_DATA_ACK, Command.CONFIG_SET, Command.CONFIG_SET_ACK,
                Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK,
                Command.CONFIG_GET, Command.CONFIG_GET_ACK, Command.LOGOUT, Command.LOGOUT_ACK);
        assertThat(commands()).startsWith(Command.REGISTER, Command.REGISTER_ACK, Command.LOGIN, Command.LOGIN_ACK,
                Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK, Command.TRANSPARENT_DATA, Command.TRANSPARENT_DATA_ACK,
                Command.TRANSPARENT_DATA, Command.TRANSPARENT_DATA_ACK, Command.CONFIG_SET)
                .endsWith(Command.CONFIG_GET, Command.CONFIG_GET_ACK, Command.LOGOUT, Command.LOGOUT_ACK);
    }

    private List<Command> commands() {
        return smsc.submitted().stream().map(SubmitSm::getShortMessage)
                .map(bytes -> read(bytes).command()).toList();
    }

    @Test
    void keysComeBySmsAndTheLoginGoesOverIp() throws Exception {
        fleet.registry
                .save(new TerminalRecord(TerminalId.of(Fleet.ID), new Credentials(Fleet.IMEI, Fleet.IMSI, null, null, null),
                        NUMBER, "EC1", null));
        startPlatform("wmmp:platform:udp:127.0.0.1:0", "");
        startTerminal("wmmp:terminal:udp:127.0.0.1:" + fleet.port("up") + "?" + Fleet.IDENTITY, "");
        Terminal terminal = ((TerminalConsumer) fleet.terminal.getRoute("taken").getConsumer()).terminal();
        await().untilAsserted(() -> assertThat(terminal.phase().name()).isEqualTo("WAITING_FOR_KEYS"));

        Credentials keys = new Credentials(Fleet.IMEI, Fleet.IMSI, "NEWUPLNK", "NEWDOWNL", null);
        fleet.registry.save(new TerminalRecord(TerminalId.of(Fleet.ID), keys, NUMBER, "EC1", null));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("operation", 0);
        body.put("uplink_password", "NEWUPLNK");
        body.put("uplink_password_expiry", 0xFFFFFFFFL);
        body.put("downlink_password", "NEWDOWNL");
        body.put("downlink_password_expiry", 0xFFFFFFFFL);
        body.put("base_key", "abcdefghijklmnopqrstuvwx".getBytes());
        body.put("base_key_expiry", 0xFFFFFFFFL);
        assertAnswered(ask("direct:sms", "SECURITY_CONFIG", body));
        WmmpMessage sent = read(smsc.submitted().get(0).getShortMessage());
        assertThat(sent.length()).isEqualTo(105);
        assertThat(sent.securityFlag()).isEqualTo(0x80);
        await().untilAsserted(() -> assertThat(state()).isEqualTo(TerminalState.ONLINE));
        assertAnswered(ask("direct:down", "CONFIG_SET", Map.of("heartbeat_interval", 45)));
        assertThat(smsc.submitted()).as("keys and their answer").hasSize(2);
    }

    @Test
    void aTerminalThatIsNotLoggedInIsWoken() throws Exception {
        startPlatform("wmmp:platform:udp:127.0.0.1:0", "");
        startTerminal("wmmp:terminal:udp:127.0.0.1:" + fleet.port("up") + "?" + Fleet.IDENTITY + Fleet.PASSWORDS, "");
        await().untilAsserted(() -> assertThat(state()).isEqualTo(TerminalState.ONLINE));
        assertAnswered(ask("direct:down", "CONFIG_SET", Map.of("heartbeat_interval", 45)));
        assertThat(ask("direct:down", "LOGOUT", Map.of("reason", 0)).getException()).isNull();
        await().untilAsserted(() -> assertThat(state()).isEqualTo(TerminalState.OFFLINE));

        assertAnswered(ask("direct:sms", "REMOTE_CTRL", Map.of("remote_command", 3)));
        await().untilAsserted(() -> assertThat(state()).isEqualTo(TerminalState.ONLINE));
        assertAnswered(ask("direct:down", "CONFIG_SET", Map.of("heartbeat_interval", 60)));
    }

    @Test
    void aTerminalThatReachesNoPlatformRaisesItsAlarmBySms() throws Exception {
        startPlatform("wmmp:platform:sms", "");
        startTerminal("wmmp:terminal:udp:127.0.0.1:9?" + Fleet.IDENTITY + Fleet.PASSWORDS,
                "&answerTimeout=200&sends=1&retryInterval=200&registerTries=1");
        WmmpMessage alarm = heard.poll(30, TimeUnit.SECONDS);
        assertThat(alarm).isNotNull();
        assertThat(alarm.command()).isEqualTo(Command.CONFIG_TRAP);
        assertThat(alarm.tlv(0x300B).value()).containsExactly(1);
        // the center must not be at work when it is closed: three alarms, of which two may share an answer for which nobody
        // waits
        await().atMost(Duration.ofSeconds(30)).during(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(commands()).filteredOn(Command.CONFIG_TRAP::equals).hasSize(3);
            assertThat(commands()).filteredOn(Command.CONFIG_TRAP_ACK::equals).isNotEmpty()
                    .hasSize((int) terminalDrops().count(DropReason.LATE_ANSWER));
        });
    }

    @Test
    void strangersAndGarbageAreDroppedAtBothEnds() throws Exception {
        startPlatform("wmmp:platform:sms", "&smsAllowed=1390000*");
        startTerminal("wmmp:terminal:sms?" + Fleet.IDENTITY + Fleet.PASSWORDS, "&answerTimeout=20s");
        List<Command> login = List.of(Command.REGISTER, Command.REGISTER_ACK, Command.LOGIN, Command.LOGIN_ACK,
                Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK);
        await().untilAsserted(() -> assertThat(commands()).isEqualTo(login));

        byte[] logout = userData(WmmpMessage.builder(Command.LOGOUT).terminalId(TerminalId.of(Fleet.ID)).sequenceNumber(77)
                .body(new byte[] { 0 }).build());
        byte[] otherPort = logout.clone();
        otherPort[6] = 3;
        smsc.deliver("13811111111", PLATFORM_NUMBER, logout);
        smsc.deliver(NUMBER, PLATFORM_NUMBER, otherPort);
        smsc.deliver(NUMBER, PLATFORM_NUMBER, "Happy new year".getBytes(), (byte) 0, (byte) 0);
        await().untilAsserted(() -> assertThat(dropped(DropReason.MALFORMED)).isEqualTo(2));
        assertThat(dropped(DropReason.FOREIGN_ADDRESS)).isEqualTo(1);
        smsc.deliver("13811111111", NUMBER, logout);
        smsc.deliver(PLATFORM_NUMBER, NUMBER, otherPort);
        await().untilAsserted(() -> assertThat(terminalDrops().count(DropReason.MALFORMED)).isEqualTo(1));
        assertThat(terminalDrops().count(DropReason.FOREIGN_ADDRESS)).isEqualTo(1);
        assertThat(state()).isEqualTo(TerminalState.ONLINE);
        assertThat(commands()).as("nothing is answered").isEqualTo(login);
    }

    @Test
    void receiptsOfTheCenterAreNoMessages() throws Exception {
        String withReceipts = smsc.uri(PLATFORM_NUMBER).replace("registeredDelivery=0", "registeredDelivery=1");
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:sms?" + option("smsFrom", withReceipts) + "&" + option("smsTo", withReceipts))
                        .to("mock:up");
            }
        });
        startTerminal("wmmp:terminal:sms?" + Fleet.IDENTITY + Fleet.PASSWORDS, "&answerTimeout=20s");
        // of the answers to REGISTER, LOGIN and CONFIG_TRAP
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(smsc.receipts()).isEqualTo(3));
        assertThat(dropped(DropReason.MALFORMED)).isZero();
        assertThat(dropped(DropReason.FOREIGN_ADDRESS)).isZero();
    }

    @Test
    void whatTheCenterRefusesIsCounted() throws Exception {
        startPlatform("wmmp:platform:sms", "");
        smsc.deliver(NUMBER, PLATFORM_NUMBER, userData(WmmpMessage.builder(Command.CONFIG_TRAP)
                .terminalId(TerminalId.of(Fleet.ID)).sequenceNumber(1).body(new byte[0]).build()));
        await().untilAsserted(() -> assertThat(dropped(DropReason.UNSENT)).isEqualTo(1));
        assertThat(heard).hasSize(1);
    }

    /** Anything that is not camel-smpp: routes map to and from the headers. */
    @Test
    void plainRoutesBringAndTakeShortMessages() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:sms?smsFrom=seda:uplink&smsTo=direct:downlink").to("mock:up");
                from("direct:downlink").to("mock:sms");
            }
        });
        Exchange taken = fleet.platform.createProducerTemplate().send("seda:uplink", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.SMS_SOURCE, "+86" + NUMBER);
            exchange.getIn().setBody(userData(WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(TerminalId.of(Fleet.ID))
                    .sequenceNumber(9).body(new byte[0]).build()));
        });
        assertThat(taken.getException()).isNull();
        MockEndpoint sms = fleet.platform.getEndpoint("mock:sms", MockEndpoint.class);
        await().untilAsserted(() -> assertThat(sms.getExchanges()).hasSize(1));
        assertThat(sms.getExchanges().get(0).getIn().getHeader(WmmpConstants.SMS_DESTINATION)).isEqualTo("+86" + NUMBER);
        assertThat(sms.getExchanges().get(0).getIn().getHeader(WmmpConstants.SMS_SOURCE)).isEqualTo(PLATFORM_NUMBER);
        byte[] answer = sms.getExchanges().get(0).getIn().getBody(byte[].class);
        assertThat(read(answer).command())
                .isEqualTo(Command.CONFIG_TRAP_ACK);
    }
}
