// A callable to be run once, which may own what cannot be copied (a Responder, say): what std::function
// cannot hold and std::move_only_function (C++23) could.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace restante::rpc {

class Task {
  public:
    Task() = default;
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Task>)
        Task(F&& callable)  // NOLINT: implicit, so that a lambda can be passed
        : held_(std::make_unique<Holder<std::remove_cvref_t<F>>>(std::forward<F>(callable))) {}

    void operator()() { std::exchange(held_, nullptr)->run(); }
    [[nodiscard]] explicit operator bool() const noexcept { return held_ != nullptr; }

  private:
    struct Base {
        virtual ~Base() = default;
        virtual void run() = 0;
    };
    template <class F>
    struct Holder final : Base {
        explicit Holder(F f) : callable(std::move(f)) {}
        void run() override { callable(); }
        F callable;
    };
    std::unique_ptr<Base> held_;
};

}  // namespace restante::rpc
