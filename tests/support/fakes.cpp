#include "support/fakes.hpp"

namespace restante::tests {

std::array<std::uint8_t, 16> FakeIdSource::next(TimeMs now) {
    std::array<std::uint8_t, 16> id{};
    for (std::size_t i = 0; i < 6; ++i)
        id[i] = static_cast<std::uint8_t>(now >> (8 * (5 - i)));
    id[6] = seed_;
    ++count_;
    for (std::size_t i = 0; i < 8; ++i)
        id[8 + i] = static_cast<std::uint8_t>(count_ >> (8 * (7 - i)));
    return id;
}

}  // namespace restante::tests
