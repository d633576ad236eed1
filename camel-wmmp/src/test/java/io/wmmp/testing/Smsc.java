package io.wmmp.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.ESMClass;
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
 * number, as they were submitted: data coding, ESM class and bytes. One for a number that nobody has bound is refused.
 */
public final class Smsc implements AutoCloseable {

    private static final int BIND_MILLIS = 5000;

    private final ServerSocket socket;
    private final SMPPServerSessionListener listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, SMPPServerSession> receivers = new ConcurrentHashMap<>();
    private final Set<SMPPServerSession> sessions = ConcurrentHashMap.newKeySet();
    private final List<SubmitSm> submitted = new CopyOnWriteArrayList<>();
    private final List<Exception> problems = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastId = new AtomicInteger();

    /** Starts it at any free port. */
    public Smsc() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
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
                sessions.add(session);
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
            request.accept(request.getSystemId());
            if (request.getBindType().isReceivable()) {
                receivers.put(request.getSystemId(), session);
            }
        } catch (IOException | TimeoutException | PDUStringException e) {
            problems.add(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        sessions.forEach(SMPPServerSession::close);
        threads.shutdownNow();
    }

    private final class Submissions implements ServerMessageReceiverListener {

        @Override
        public SubmitSmResult onAcceptSubmitSm(SubmitSm submit, SMPPServerSession source) throws ProcessRequestException {
            if (!receivers.containsKey(submit.getDestAddress())) {
                throw new ProcessRequestException("Nobody has " + submit.getDestAddress(),
                        SMPPConstant.STAT_ESME_RINVDSTADR);
            }
            submitted.add(submit);
            // the answer to the submission must not wait for the delivery
            threads.execute(() -> deliver(submit.getSourceAddr(), submit.getDestAddress(), submit.getShortMessage(),
                    submit.getDataCoding(), submit.getEsmClass()));
            try {
                return new SubmitSmResult(new MessageId(String.valueOf(lastId.incrementAndGet())),
                        new OptionalParameter[0]);
            } catch (PDUStringException e) {
                throw new IllegalStateException(e);
            }
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
