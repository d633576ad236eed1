package io.wmmp.link;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** The far end of a link as a plain JDK socket, so that tests do not lean on what they test. */
public interface RawSocket extends AutoCloseable {

    int TIMEOUT_MILLIS = 5000;

    void send(byte[] bytes);

    /** The next frame, or null when none has come in time. */
    byte[] receive(int timeoutMillis);

    int localPort();

    @Override
    void close();

    default byte[] receive() {
        byte[] frame = receive(TIMEOUT_MILLIS);
        if (frame == null) {
            throw new AssertionError("Nothing has come in " + TIMEOUT_MILLIS + " ms");
        }
        return frame;
    }

    static RawSocket of(Bearer bearer, InetSocketAddress remote) {
        return bearer == Bearer.UDP ? udp(remote) : tcp(connect(remote));
    }

    private static Socket connect(InetSocketAddress remote) {
        try {
            Socket socket = new Socket(remote.getAddress(), remote.getPort());
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A UDP socket; without a remote address it answers whoever wrote last. */
    static Udp udp(InetSocketAddress remote) {
        try {
            return new Udp(new DatagramSocket(0, InetAddress.getLoopbackAddress()), remote);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawSocket tcp(Socket socket) {
        return new Tcp(socket);
    }

    final class Udp implements RawSocket {

        private final DatagramSocket socket;
        private InetSocketAddress remote;

        private Udp(DatagramSocket socket, InetSocketAddress remote) {
            this.socket = socket;
            this.remote = remote;
        }

        @Override
        public void send(byte[] bytes) {
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, remote));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] receive(int timeoutMillis) {
            try {
                socket.setSoTimeout(timeoutMillis);
                DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
                socket.receive(packet);
                remote = (InetSocketAddress) packet.getSocketAddress();
                return Arrays.copyOf(packet.getData(), packet.getLength());
            } catch (SocketTimeoutException e) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int localPort() {
            return socket.getLocalPort();
        }

        /** The port of whoever wrote last. */
        int senderPort() {
            return remote.getPort();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    final class Tcp implements RawSocket {

        private final Socket socket;

        private Tcp(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void send(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] receive(int timeoutMillis) {
            try {
                socket.setSoTimeout(timeoutMillis);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                int length = in.readUnsignedShort();
                byte[] frame = new byte[length];
                frame[0] = (byte) (length >> 8);
                frame[1] = (byte) length;
                in.readFully(frame, 2, length - 2);
                return frame;
            } catch (SocketTimeoutException e) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for the other end to close the connection. */
        public boolean isClosedByPeer() {
            try {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                // a reset ends it too
                return true;
            }
        }

        @Override
        public int localPort() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
