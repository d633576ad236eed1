package io.wmmp.examples.healthtester;

import org.apache.camel.main.Main;
import org.apache.camel.util.ObjectHelper;

/**
 * A medical terminal on its own: <code>java -Dtester.terminal-id=... -jar wmmp-health-tester.jar</code>. It reports until
 * Ctrl-C or SIGTERM, and then logs out. The settings and their defaults are in <code>health-tester.properties</code>.
 */
public final class HealthTesterMain {

    private HealthTesterMain() {
    }

    /**
     * Runs until it is stopped.
     *
     * @param  args      options of Camel Main, see <code>-h</code>
     * @throws Exception when it cannot be started
     */
    public static void main(String[] args) throws Exception {
        try {
            newMain().run(args);
        } catch (Exception e) {
            InvalidSettingException wrong = ObjectHelper.getException(InvalidSettingException.class, e);
            if (wrong == null) {
                throw e;
            }
            System.err.println(wrong.getMessage());
            System.exit(1);
        }
    }

    /** The application, neither configured nor started. */
    static Main newMain() {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("classpath:health-tester.properties");
        main.configure().addRoutesBuilder(HealthTesterRoutes.class);
        return main;
    }
}
