#include "core/ops/bounds.hpp"

#include "base/utf8.hpp"
#include "core/make.hpp"

namespace restante::core::ops {
namespace {

constexpr std::string_view white_space = " \t\r\n\v\f";

bool is_blank(std::string_view text) noexcept {
    return text.find_first_not_of(white_space) == std::string_view::npos;
}

tl::unexpected<Error> refuse(Errc code, std::string message, std::string hint) {
    return tl::unexpected(Error{code, std::move(message), std::move(hint)});
}

Result<void> check_size(std::string_view what, std::string_view text, std::size_t max) {
    if (text.size() <= max) return {};
    return refuse(Errc::too_large, fmt::format("the {} has {} bytes, more than {}", what, text.size(), max),
                  "shorten it");
}

Result<void> check_utf8(std::string_view what, std::string_view text) {
    const auto good = utf8::valid_prefix(text);
    if (good == text.size()) return {};
    return refuse(Errc::invalid_argument, fmt::format("the {} is not valid UTF-8 (byte {})", what, good),
                  "save it as UTF-8 and send it again");
}

Result<void> check_one_line(std::string_view what, std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20)
            return refuse(Errc::invalid_argument,
                          fmt::format("the {} holds a line break or another control character", what),
                          "write it on one line");
    return {};
}

}  // namespace

Result<void> check_text(std::string_view text) {
    if (is_blank(text)) return refuse(Errc::invalid_argument, "the text is empty", "write something first");
    if (auto ok = check_size("text", text, text_bytes_max); !ok) return ok;
    return check_utf8("text", text);
}

Result<void> check_title(std::string_view title) {
    if (auto ok = check_size("title", title, title_bytes_max); !ok) return ok;
    if (auto ok = check_one_line("title", title); !ok) return ok;
    return check_utf8("title", title);
}

Result<void> check_name(std::string_view name) {
    if (is_blank(name)) return refuse(Errc::invalid_argument, "the name is empty", "say who you are");
    if (auto ok = check_size("name", name, name_bytes_max); !ok) return ok;
    if (auto ok = check_one_line("name", name); !ok) return ok;
    return check_utf8("name", name);
}

Result<void> check_email(std::string_view email) {
    if (auto ok = check_size("email", email, email_bytes_max); !ok) return ok;
    if (email.find_first_of(white_space) != std::string_view::npos)
        return refuse(Errc::invalid_argument, "the email holds white space", "leave it out if there is none");
    if (auto ok = check_one_line("email", email); !ok) return ok;
    return check_utf8("email", email);
}

Error as_corrupt(Error error) {
    return {Errc::corrupt, std::move(error.message), {}};
}

}  // namespace restante::core::ops
