package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.demo.ClientWatch.Watched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that the end of a connection is noticed, and nothing else is taken for it. */
@Timeout(60)
final class ClientWatchTest {

    private final ClientWatch watch = new ClientWatch();
    private final AtomicInteger gone = new AtomicInteger();
    private final CountDownLatch first = new CountDownLatch(1);
    private ServerSocketChannel server;
    private SocketChannel client;
    private SocketChannel accepted;

    @BeforeEach
    void connect() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        client = SocketChannel.open(server.getLocalAddress());
        accepted = server.accept();
        accepted.configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        watch.close();
        client.close();
        accepted.close();
        server.close();
    }

    private Watched watched() {
        return new Watched(accepted, () -> {
            gone.incrementAndGet();
            first.countDown();
        });
    }

    @Test
    void shouldNoticeTheEnd() throws Exception {
        watch.begin(watched());
        client.close();

        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gone).hasValue(1);
    }

    @Test
    void shouldNoticeAnEndThatCameBefore() throws Exception {
        client.close();
        watch.begin(watched());

        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** As on a connection that is kept: each request is watched, and the next one sent when the watch is over. */
    @Test
    void shouldNotTakeTheNextRequestForTheEnd() throws Exception {
        ByteBuffer read = ByteBuffer.allocate(16);
        for (int request = 0; request < 20_000; request++) {
            Watched watched = watched();
            watch.begin(watched);
            watched.end();
            client.write(ByteBuffer.wrap(new byte[] {1}));
            read.clear();
            while (read.position() == 0) {
                accepted.read(read);
            }
        }
        assertThat(gone).hasValue(0);

        watch.begin(watched());
        client.close();
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gone).hasValue(1);
    }

    @Test
    void shouldNotTakeBytesSentAheadForTheEnd() throws Exception {
        Watched ahead = watched();
        client.write(ByteBuffer.wrap(new byte[] {1}));
        watch.begin(ahead);
        // The watch over another connection comes later, and is noticed: so this one has been looked at.
        try (SocketChannel other = SocketChannel.open(server.getLocalAddress());
                SocketChannel otherAccepted = server.accept()) {
            otherAccepted.configureBlocking(false);
            CountDownLatch otherGone = new CountDownLatch(1);
            watch.begin(new Watched(otherAccepted, otherGone::countDown));
            other.shutdownOutput();
            assertThat(otherGone.await(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(gone).hasValue(0);
    }
}
