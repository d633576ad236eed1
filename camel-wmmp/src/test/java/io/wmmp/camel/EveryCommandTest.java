package io.wmmp.camel;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Every command of the protocol from and to YAML routes, at both ends, with positive and negative answers. */
class EveryCommandTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Dialect DIALECT = Dialect.load(Dialect.DEFAULT);

    /** Answers positively, with values where somebody asked for some, unless the test wants a command refused. */
    private static final String ANSWERS = """
            steps:
              - toD:
                  uri: mock:${header.CamelWmmpCommand}
              - choice:
                  when:
                    - simple: ${variable.global:refused} == ${header.CamelWmmpCommand} && ${header.CamelWmmpCommand} in 'HEART_BEAT,LOGOUT'
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: made up
                    - simple: ${variable.global:refused} == ${header.CamelWmmpCommand}
                      steps:
                        - setHeader:
                            name: CamelWmmpAnswer
                            constant: 4
                        - setBody:
                            simple: ${null}
                    - simple: ${header.CamelWmmpCommand} in 'CONFIG_REQ,CONFIG_GET'
                      steps:
                        - setHeader:
                            name: CamelWmmpAnswer
                            constant: 0
                        - setBody:
                            simple: ${ref:values}
                    - simple: ${header.CamelWmmpCommand} == 'FILE_REQ'
                      steps:
                        - setHeader:
                            name: CamelWmmpAnswer
                            constant: 0
                        - setBody:
                            simple: ${ref:block}
            """.indent(6);

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @BeforeEach
    void startPlatform() throws Exception {
        bind(fleet.platform);
        load(fleet.platform, """
                - route:
                    id: up
                    from:
                      uri: wmmp:platform:udp:127.0.0.1:0
                      parameters:
                        commands: REGISTER,LOGIN,LOGOUT,HEART_BEAT,TRANSPARENT_DATA,TRANSPARENT_CMD,CONFIG_TRAP,CONFIG_REQ,FILE_REQ,SECURITY_CONFIG
                """ + ANSWERS + """
                - route:
                    from:
                      uri: direct:down
                      steps:
                        - to:
                            uri: wmmp:platform
                            parameters:
                              answerTimeout: 1000
                              sends: 5
                              force: true
                """);
        fleet.platform.start();
    }

    private void bind(CamelContext context) {
        context.setVariable("refused", "nothing");
        context.getRegistry().bind("values", Map.of("gprs_user_id", "joe"));
        context.getRegistry().bind("block", Map.of("data", new byte[] { 1, 2, 3 }));
    }

    private static void load(CamelContext context, String routes) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.yaml", routes));
    }

    private void startTerminal(String consumerOptions, String steps) throws Exception {
        String uri = fleet.terminalUri("udp", "up").replace("answerTimeout=300", "answerTimeout=1000")
                .replace("sends=10", "sends=5") + "&longPause=200&registerTries=-1";
        bind(fleet.terminal);
        load(fleet.terminal, """
                - route:
                    from:
                      uri: %1$s%2$s
                %3$s
                - route:
                    from:
                      uri: direct:up
                      steps:
                        - to: %1$s
                - route:
                    from:
                      uri: direct:restart
                      steps:
                        - to: %1$s&operation=reset
                - route:
                    from:
                      uri: direct:configure
                      steps:
                        - to: %1$s&operation=configure
                """.formatted(uri, consumerOptions, steps));
        fleet.terminal.start();
    }

    private void startTerminalThatAnswersEverything() throws Exception {
        startTerminal("&commands=LOGOUT,TRANSPARENT_DATA,TRANSPARENT_CMD,CONFIG_GET,CONFIG_SET,REMOTE_CTRL,DOWNLOAD_INFO,"
                + "SECURITY_CONFIG", ANSWERS);
    }

    private void awaitOnline() {
        await().atMost(LONG).until(() -> fleet.status().state() == TerminalState.ONLINE && !taken(fleet.platform, "CONFIG_TRAP")
                .isEmpty());
    }

    private static List<Exchange> taken(CamelContext context, String command) {
        return context.getEndpoint("mock:" + command, MockEndpoint.class).getReceivedExchanges();
    }

    private static Exchange send(CamelContext context, String uri, Command command, Object body) {
        return context.createProducerTemplate().send(uri, ExchangePattern.InOut, exchange -> {
            exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, Fleet.ID);
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command.name());
            exchange.getIn().setBody(body);
        });
    }

    /** Sends a command that the other end takes, and once more while it refuses it; gives the first answer. */
    private WmmpBody bothWays(CamelContext from, CamelContext to, String uri, Command command, Object body, String code) {
        int before = taken(to, command.name()).size();
        Exchange good = send(from, uri, command, body);
        assertThat(good.getException()).as("%s", command).isNull();
        WmmpBody answer = good.getMessage().getBody(WmmpBody.class);
        assertThat(answer.message().command()).isEqualTo(command.answer());
        if (code != null) {
            assertThat(from(answer, code)).as("positive %s", command)
                    .isEqualTo(DIALECT.successCode(command.answer()));
        }
        assertThat(taken(to, command.name())).hasSizeGreaterThan(before);

        to.setVariable("refused", command.name());
        Exchange bad = send(from, uri, command, body);
        if (code == null) {
            assertThat(bad.getException()).as("%s has no negative answer", command)
                    .isInstanceOf(ExchangeTimedOutException.class);
        } else {
            assertThat(bad.getException()).as("refused %s", command).isNull();
            assertThat(from(bad.getMessage().getBody(WmmpBody.class), code)).as("negative %s", command).isEqualTo(4);
        }
        to.setVariable("refused", "nothing");
        return answer;
    }

    private static int from(WmmpBody answer, String code) {
        return (int) answer.message().unsigned(code);
    }

    private static Map<String, Object> named(String tag) {
        return Collections.singletonMap(tag, null);
    }

    @Test
    void registrationAndLogin() throws Exception {
        fleet.platform.setVariable("refused", "REGISTER");
        startTerminalThatAnswersEverything();
        await().atMost(LONG).until(() -> taken(fleet.platform, "REGISTER").size() >= 2);
        assertThat(taken(fleet.platform, "LOGIN")).as("not before it is registered").isEmpty();
        fleet.platform.setVariable("refused", "LOGIN");
        await().atMost(LONG).until(() -> taken(fleet.platform, "LOGIN").size() >= 2);
        assertThat(fleet.status().state()).isNotEqualTo(TerminalState.ONLINE);
        assertThat(taken(fleet.platform, "CONFIG_TRAP")).isEmpty();
        fleet.platform.setVariable("refused", "nothing");
        awaitOnline();
    }

    @Test
    void fromTheTerminal() throws Exception {
        startTerminalThatAnswersEverything();
        awaitOnline();
        up(Command.TRANSPARENT_DATA, Map.of("text", "36.6"), "result");
        up(Command.TRANSPARENT_CMD, Map.of("transparent_cmd_fixed_params", new byte[] { 7 }), "result");
        up(Command.CONFIG_TRAP, Map.of("alarm_status", "raised", "alarm_type", "hardware", "alarm_code", 7), "result");
        up(Command.SECURITY_CONFIG, Map.of("operation", 7), "result");
        up(Command.HEART_BEAT, Map.of(), null);
        WmmpBody block = up(Command.FILE_REQ, Map.of("transaction_id", 1, "status", 0, "offset", 0, "block_size", 3), "status");
        assertThat(block).containsEntry("data", new byte[] { 1, 2, 3 });
        WmmpBody told = up(Command.CONFIG_REQ, named("gprs_user_id"), "result");
        assertThat(told).containsEntry("gprs_user_id", "joe");
        assertTrap(Map.of("config_result", "", "config_crc32", ""));
        assertTrap(Map.of("alarm_status", 1, "alarm_type", 2, "alarm_code", 7));
    }

    private WmmpBody up(Command command, Object body, String code) {
        return bothWays(fleet.terminal, fleet.platform, "direct:up", command, body, code);
    }

    @Test
    void fromThePlatform() throws Exception {
        startTerminalThatAnswersEverything();
        awaitOnline();
        down(Command.TRANSPARENT_DATA, Map.of("text", "pump on"), "result");
        down(Command.TRANSPARENT_CMD, Map.of("transparent_cmd_fixed_params", new byte[] { 7 }), "result");
        assertThat(down(Command.CONFIG_GET, named("gprs_user_id"), "result")).containsEntry("gprs_user_id", "joe");
        down(Command.CONFIG_SET, Map.of("heartbeat_interval", 45), "result");
        down(Command.REMOTE_CTRL, Map.of("remote_command", "reboot"), "result");
        down(Command.DOWNLOAD_INFO, Map.of("update_server_url", "http://127.0.0.1/a?TRANS_ID=00000001&FILE_SIZE=1"), "result");
        down(Command.SECURITY_CONFIG, Map.of("operation", 3), "result");
    }

    private WmmpBody down(Command command, Object body, String code) {
        return bothWays(fleet.platform, fleet.terminal, "direct:down", command, body, code);
    }

    @Test
    void logoutOfTheTerminal() throws Exception {
        startTerminalThatAnswersEverything();
        awaitOnline();
        for (String refused : List.of("nothing", "LOGOUT")) {
            fleet.platform.setVariable("refused", refused);
            int logouts = taken(fleet.platform, "LOGOUT").size();
            int logins = taken(fleet.platform, "LOGIN").size();
            fleet.terminal.createProducerTemplate().sendBody("direct:restart", null);
            assertThat(taken(fleet.platform, "LOGOUT")).hasSizeGreaterThan(logouts);
            await().atMost(LONG).until(() -> taken(fleet.platform, "LOGIN").size() > logins);
        }
        fleet.platform.setVariable("refused", "nothing");
    }

    @Test
    void logoutOfThePlatform() throws Exception {
        startTerminalThatAnswersEverything();
        awaitOnline();
        fleet.terminal.setVariable("refused", "LOGOUT");
        assertThat(send(fleet.platform, "direct:down", Command.LOGOUT, Map.of("reason", 0)).getException())
                .isInstanceOf(ExchangeTimedOutException.class);
        assertThat(taken(fleet.terminal, "LOGOUT")).isNotEmpty();
        fleet.terminal.setVariable("refused", "nothing");
        // the platform counts it as gone, and it does not know
        fleet.terminal.createProducerTemplate().sendBody("direct:restart", null);
        awaitOnline();
        Exchange good = send(fleet.platform, "direct:down", Command.LOGOUT, Map.of("reason", 0));
        assertThat(good.getException()).isNull();
        assertThat(good.getMessage().getBody(WmmpBody.class).message().command()).isEqualTo(Command.LOGOUT_ACK);
    }

    @Test
    void settingsStatisticsAndRemoteControlOfATerminalThatAnswersItself() throws Exception {
        startTerminal("", """
                steps:
                  - toD:
                      uri: mock:${header.CamelWmmpCommand}
                """.indent(6));
        awaitOnline();
        assertResult(Command.CONFIG_SET, Map.of("statistics_start_time", 0, "gprs_user_id", "jim"), 0);
        assertTrap(Map.of("config_crc32", ""));
        Map<String, Object> bad = new LinkedHashMap<>();
        bad.put("terminal_serial_number", "X");
        bad.put("gprs_user_id", "joe");
        assertThat(assertResult(Command.CONFIG_SET, bad, 1)).containsEntry("faulty", List.of("terminal_serial_number"));
        assertThat(send(fleet.platform, "direct:down", Command.CONFIG_SET, Map.of("key_sms_wait_timeout", 0)).getException())
                .as("before it is sent").hasMessageContaining("key_sms_wait_timeout").hasMessageContaining("1..65535");
        assertThat(assertResult(Command.CONFIG_GET, named("gprs_user_id"), 0)).containsEntry("gprs_user_id", "jim");

        assertResult(Command.REMOTE_CTRL, Map.of("remote_command", "report_statistics"), 0);
        Map<?, ?> statistics = assertTrap(Map.of("monthly_first_report_flag", 0, "sms_sent_ok_count", 0, "ussd_ok_count", 0));
        assertThat((Integer) statistics.get("gprs_data_volume")).isPositive();
        assertThat(taken(fleet.terminal, "REMOTE_CTRL")).as("the terminal does it itself").isEmpty();
        assertResult(Command.REMOTE_CTRL, Map.of("remote_command", "suspend_application"), 0);
        assertThat(taken(fleet.terminal, "REMOTE_CTRL")).as("the route does it").isNotEmpty();

        Exchange changed = fleet.terminal.createProducerTemplate().send("direct:configure",
                exchange -> exchange.getIn().setBody(Map.of("heartbeat_interval", 77)));
        assertThat(changed.getException()).isNull();
        assertTrap(Map.of("heartbeat_interval", 77));
        Exchange refused = fleet.terminal.createProducerTemplate().send("direct:configure",
                exchange -> exchange.getIn().setBody(Map.of("protocol_version", "31")));
        assertThat(refused.getException()).hasMessageContaining("protocol_version");
    }

    private WmmpBody assertResult(Command command, Object body, int result) {
        Exchange answered = send(fleet.platform, "direct:down", command, body);
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(result);
        return answered.getMessage().getBody(WmmpBody.class);
    }

    /** Waits for a report with certain values; an empty one is any. */
    private Map<?, ?> assertTrap(Map<String, ?> wanted) {
        return await().atMost(LONG).until(() -> taken(fleet.platform, "CONFIG_TRAP").stream()
                .<Map<?, ?>>map(exchange -> exchange.getMessage().getBody(Map.class))
                .filter(body -> wanted.entrySet().stream().allMatch(entry -> "".equals(entry.getValue())
                        ? body.containsKey(entry.getKey()) : entry.getValue().equals(body.get(entry.getKey()))))
                .findFirst().orElse(null), body -> body != null);
    }
}
