#include "why/standards.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "decisions/words.hpp"

namespace restante::why {
namespace {

// Sorted as text. Those with the most citations in public source: mail, HTTP, URIs, TLS, DNS, time, JSON,
// MIME.
constexpr std::array<std::string_view, 88> cited{
    "1034", "1035", "1036", "1122", "1123", "1321", "1459", "1651", "1700", "1738", "1766", "1808", "1869",
    "1870", "1918", "1939", "1945", "1950", "1951", "1952", "2033", "2045", "2046", "2047", "2049", "2104",
    "2109", "2119", "2131", "2181", "2183", "2222", "2231", "2234", "2246", "2253", "2279", "2307", "2368",
    "2388", "2396", "2459", "2460", "2518", "2554", "2595", "2606", "2616", "2617", "2732", "2782", "2812",
    "2818", "2821", "2822", "2898", "3164", "3207", "3261", "3280", "3339", "3447", "3461", "3463", "3464",
    "3490", "3492", "3501", "3548", "3629", "3986", "3987", "4122", "4180", "4251", "4648", "5246", "5280",
    "5321", "5322", "5424", "6455", "6749", "7159", "7230", "7519", "821",  "822"};
constexpr std::array<std::string_view, 8> series{"ietf.org",  "rfc-editor", "section ", "§",
                                                 "appendix ", "internet",   " page ",   "w3.org"};

}  // namespace

bool is_known_standard(std::string_view number) {
    return std::binary_search(cited.begin(), cited.end(), number);
}

bool speaks_of_standards(std::string_view around) {
    const auto lower = decisions::folded(around);
    return std::any_of(series.begin(), series.end(),
                       [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace restante::why
