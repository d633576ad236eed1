package io.wmmp.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;

/**
 * An SMS center that speaks SMPP. Whoever binds with a telephone number as system id gets the short messages for that
 * number, as they were submitted: data coding, ESM class and bytes. One for a number that nobody has bound is refused. A
 * sender that asks for receipts gets one of each short message that has been delivered.
 */
public final class Smsc implements AutoCloseable {

    private static final int BIND_MILLIS = 5000;
    private static final byte NO_RECEIPT = 0;
    private static final byte TEXT = 0;
    private static final String UNBOUND = "";

    private final ServerSocket socket;
    private final SMPPServerSessionListener listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** One thread, so that short messages arrive in the order in which they were submitted. */
    private final ExecutorService deliveries = Executors.newSingleThreadExecutor();
    private final Map<String, SMPPServerSession> receivers = new ConcurrentHashMap<>();
    private final Map<SMPPServerSession, String> sessions = new ConcurrentHashMap<>();
    private final List<SubmitSm> submitted = new CopyOnWriteArrayList<>();
    private final List<Exception> problems = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final AtomicInteger receipts = new AtomicInteger();
    private volatile Consumer<SubmitSm> observer = submit -> {
    };

    /** Starts it at any free port. */
    public Smsc() throws IOException {
        this(0);
    }

    /** Starts it at a port, such as that of one before it. */
    public Smsc(int port) throws IOException {
        socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        listener = new SMPPServerSessionListener(socket.getLocalPort(),
                new org.jsmpp.session.connection.ServerConnectionFactory() {
                    @Override
                    public ServerSocketConnection listen(int port) {
                        return new ServerSocketConnection(socket);
                    }

                    @Override
                    public ServerSocketConnection listen(int port, int timeout) {
                        return listen(port);
                    }

                    @Override
                    public ServerSocketConnection listen(int port, int timeout, int backlog) {
                        return listen(port);
                    }
                });
        listener.setMessageReceiverListener(new Submissions());
        threads.execute(this::acceptAll);
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    /** The endpoint URI by which one number sends and receives. */
    public String uri(String number) {
        return "smpp://" + number + "@127.0.0.1:" + socket.getLocalPort() + "?password=pw&sourceAddr=" + number
                + "&registeredDelivery=0&enquireLinkTimer=0&transactionTimer=5000&initialReconnectDelay=100&reconnectDelay=100";
    }

    /** What was submitted, in order. */
    public List<SubmitSm> submitted() {
        return submitted;
    }

    /** Has somebody told of each short message when it is submitted, before it is delivered. */
    public void observe(Consumer<SubmitSm> observer) {
        this.observer = observer;
    }

    /** How many sessions a number has, to send or to receive. */
    public long sessions(String number) {
        return sessions.entrySet().stream().filter(entry -> number.equals(entry.getValue()))
                .filter(entry -> entry.getKey().getSessionState().isBound()).count();
    }

    /** How many receipts have been brought to those who asked for them. */
    public int receipts() {
        return receipts.get();
    }

    /** Why short messages that were taken could not be delivered. */
    public List<Exception> problems() {
        return problems;
    }

    /** Brings somebody a short message from anybody, as 8-bit data. */
    public void deliver(String from, String to, byte[] userData) {
        deliver(from, to, userData, (byte) 4, (byte) 0x40);
    }

    /** Brings somebody a short message from anybody. */
    public void deliver(String from, String to, byte[] userData, byte dataCoding, byte esmClass) {
        try {
            receivers.get(to).deliverShortMessage("", TypeOfNumber.UNKNOWN, NumberingPlanIndicator.UNKNOWN, from,
                    TypeOfNumber.UNKNOWN, NumberingPlanIndicator.UNKNOWN, to, new ESMClass(esmClass), (byte) 0, (byte) 0,
                    new RegisteredDelivery(0), DataCodings.newInstance(dataCoding), userData);
        } catch (Exception e) {
            problems.add(e);
        }
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                SMPPServerSession session = listener.accept();
                sessions.put(session, UNBOUND);
                threads.execute(() -> bind(session));
            } catch (IOException | RejectedExecutionException e) {
                if (!socket.isClosed()) {
                    problems.add(e);
                }
            }
        }
    }

    private void bind(SMPPServerSession session) {
        try {
            BindRequest request = session.waitForBind(BIND_MILLIS);
            String number = request.getSystemId();
            request.accept(number);
            if (request.getBindType().isReceivable()) {
                receivers.put(number, session);
            }
            sessions.put(session, number);
        } catch (IOException | TimeoutException | PDUStringException e) {
            problems.add(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        sessions.keySet().forEach(SMPPServerSession::close);
        threads.shutdownNow();
        deliveries.shutdownNow();
    }

    private final class Submissions implements ServerMessageReceiverListener {

        @Override
        public SubmitSmResult onAcceptSubmitSm(SubmitSm submit, SMPPServerSession source) throws ProcessRequestException {
            SMPPServerSession receiver = receivers.get(submit.getDestAddress());
            if (receiver == null || !receiver.getSessionState().isBound()) {
                throw new ProcessRequestException("Nobody has " + submit.getDestAddress(),
                        SMPPConstant.STAT_ESME_RINVDSTADR);
            }
            observer.accept(submit);
            String id = String.valueOf(lastId.incrementAndGet());
            // the answer to the submission must not wait for the delivery
            synchronized (submitted) {
                submitted.add(submit);
                deliveries.execute(() -> forward(submit, id));
            }
            try {
                return new SubmitSmResult(new MessageId(id), new OptionalParameter[0]);
            } catch (PDUStringException e) {
                throw new IllegalStateException(e);
            }
        }

        private void forward(SubmitSm submit, String id) {
            deliver(submit.getSourceAddr(), submit.getDestAddress(), submit.getShortMessage(), submit.getDataCoding(),
                    submit.getEsmClass());
            if (submit.getRegisteredDelivery() != NO_RECEIPT) {
                deliver(submit.getDestAddress(), submit.getSourceAddr(), receipt(id), TEXT,
                        MessageType.SMSC_DEL_RECEIPT.value());
                receipts.incrementAndGet();
            }
        }

        /** As SMPP 3.4 has it, appendix B. */
        private byte[] receipt(String id) {
            return ("id:" + id + " sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:DELIVRD err:000 text:")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private ProcessRequestException refused() {
            return new ProcessRequestException("Not done here", SMPPConstant.STAT_ESME_RINVCMDID);
        }

        @Override
        public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti request, SMPPServerSession source)
                throws ProcessRequestException {
            throw refused();
        }

        @Override
        public QuerySmResult onAcceptQuerySm(QuerySm request, SMPPServerSession source) throws ProcessRequestException {
            throw refused();
        }

        @Override
        public void onAcceptReplaceSm(ReplaceSm request, SMPPServerSession source) throws ProcessRequestException {
            throw refused();
        }

        @Override
        public void onAcceptCancelSm(CancelSm request, SMPPServerSession source) throws ProcessRequestException {
            throw refused();
        }

        @Override
        public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm request, SMPPServerSession source)
                throws ProcessRequestException {
            throw refused();
        }

        @Override
        public void onAcceptCancelBroadcastSm(CancelBroadcastSm request, SMPPServerSession source)
                throws ProcessRequestException {
            throw refused();
        }

        @Override
        public QueryBroadcastSmResult onAcceptQueryBroadcastSm(QueryBroadcastSm request, SMPPServerSession source)
                throws ProcessRequestException {
            throw refused();
        }

        @Override
        public DataSmResult onAcceptDataSm(DataSm request, Session source) throws ProcessRequestException {
            throw refused();
        }
    }
}
