#include "rpc/loop.hpp"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <list>
#include <thread>

namespace restante::rpc {
namespace asio = boost::asio;

namespace {

struct Waiting final : Timer::State {
    explicit Waiting(asio::io_context& context) : timer(context) {}
    void cancel() override {
        cancelled = true;
        timer.cancel();
    }
    asio::steady_timer timer;
    bool cancelled = false;
};

}  // namespace

Timer::~Timer() {
    cancel();
}

Timer& Timer::operator=(Timer&& other) noexcept {
    if (this != &other) {
        cancel();
        state_ = std::move(other.state_);
    }
    return *this;
}

void Timer::cancel() {
    if (!state_) return;
    state_->cancel();
    state_.reset();
}

struct Loop::Impl {
    struct Signals {
        Signals(asio::io_context& context, std::function<void(int)> c)
            : set(context), callback(std::move(c)) {}
        asio::signal_set set;
        std::function<void(int)> callback;
    };

    void wait_for(Signals& entry) {
        entry.set.async_wait([this, &entry](const boost::system::error_code& ec, int signal) {
            if (ec) return;
            wait_for(entry);
            entry.callback(signal);
        });
    }

    // One thread runs it, others may post: Asio's concurrency hint for exactly that.
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::list<Signals> signals;
    std::atomic<std::thread::id> thread;
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {
    std::signal(SIGPIPE, SIG_IGN);
}
Loop::~Loop() = default;

void Loop::run() {
    impl_->thread = std::this_thread::get_id();
    impl_->context.run();
    impl_->thread = std::thread::id();
}

bool Loop::run_until(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    impl_->thread = std::this_thread::get_id();
    bool held = condition();
    while (!held && !impl_->context.stopped() && std::chrono::steady_clock::now() < end) {
        impl_->context.run_one_until(end);
        held = condition();
    }
    impl_->thread = std::thread::id();
    return held;
}

void Loop::stop() {
    impl_->context.stop();
}

void Loop::post(Task task) {
    asio::post(impl_->context, [task = std::move(task)]() mutable { task(); });
}

Timer Loop::after(std::chrono::milliseconds delay, Task task) {
    auto state = std::make_shared<Waiting>(impl_->context);
    state->timer.expires_after(delay);
    state->timer.async_wait([state, task = std::move(task)](const boost::system::error_code& ec) mutable {
        if (!ec && !state->cancelled) task();
    });
    return Timer(std::move(state));
}

void Loop::on_signal(std::initializer_list<int> signals, std::function<void(int)> callback) {
    auto& entry = impl_->signals.emplace_back(impl_->context, std::move(callback));
    for (int signal : signals)
        entry.set.add(signal);
    impl_->wait_for(entry);
}

bool Loop::on_loop_thread() const {
    const auto thread = impl_->thread.load();
    return thread == std::thread::id() || thread == std::this_thread::get_id();
}

asio::io_context& Loop::context() {
    return impl_->context;
}

}  // namespace restante::rpc
