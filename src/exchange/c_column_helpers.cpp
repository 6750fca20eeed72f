// The helper functions of exported columns and answers: texts to numbers, and what treatments need of double precision.
#include "exchange/c_helpers.h"

namespace nntrain::c_code {

namespace {

constexpr Helper helpers[] = {
    {"is_missing", {}, R"(static int is_missing(const char *text) {
  size_t i;
  if (!*text) return 1;
  for (i = 0; i < sizeof missing_texts / sizeof *missing_texts; ++i)
    if (!strcmp(text, missing_texts[i])) return 1;
  return 0;
}
)"},
    {"number",
     {},
     R"(/* Reads all of the text as a decimal number; 0 where it is none, or one that a float does not hold. */
static int read_number(const char *text, float *out) {
  double value = 0, power = 10;
  long exponent = 0, given = 0;
  int digits = 0, minus = 0, minus_exponent = 0;
  while (*text == ' ' || *text == '\t') ++text;
  if (*text == '+' || *text == '-') minus = *text++ == '-';
  for (; *text >= '0' && *text <= '9'; ++text, digits = 1) {
    if (value < 9e14) value = value * 10 + (*text - '0');
    else ++exponent;
  }
  if (*text == '.')
    for (++text; *text >= '0' && *text <= '9'; ++text, digits = 1)
      if (value < 9e14) value = value * 10 + (*text - '0'), --exponent;
  if (!digits) return 0;
  if (*text == 'e' || *text == 'E') {
    ++text;
    if (*text == '+' || *text == '-') minus_exponent = *text++ == '-';
    if (*text < '0' || *text > '9') return 0;
    for (; *text >= '0' && *text <= '9'; ++text)
      if (given < 100000) given = given * 10 + (*text - '0');
    exponent += minus_exponent ? -given : given;
  }
  while (*text == ' ' || *text == '\t') ++text;
  if (*text) return 0;
  if (exponent < -400) value = 0;
  if (value != 0 && exponent > 400) return 0;
  minus_exponent = exponent < 0;
  for (given = minus_exponent ? -exponent : exponent; value != 0 && given > 0; given /= 2, power *= power)
    if (given % 2) value = minus_exponent ? value / power : value * power;
  if (value > 3.4028235677973366e38) return 0;
  *out = (float)(minus ? -value : value);
  return 1;
}
)"},
    {"find_text", {}, R"(/* The place of a text in a list, or -1. */
static long find_text(const char *text, const char *const list[], long n) {
  long i;
  for (i = 0; i < n; ++i)
    if (!strcmp(text, list[i])) return i;
  return -1;
}
)"},
    {"find_word", {}, R"(/* The same in any case of letters. */
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }
static long find_word(const char *text, const char *const list[], long n) {
  long i;
  for (i = 0; i < n; ++i) {
    const char *a = text, *b = list[i];
    while (*a && lower(*a) == lower(*b)) ++a, ++b;
    if (!*a && !*b) return i;
  }
  return -1;
}
)"},
    {"mark_items",
     {},
     R"(/* A text may hold several, between separators: y[1 + place] = 1 for each of the list, y[0] = 1 for others. */
static void mark_items(const char *text, const char *separator, const char *const list[], long n, float *y) {
  for (;;) {
    const char *const next = strstr(text, separator), *end = next ? next : text + strlen(text);
    long k = 0;
    while (text < end && (*text == ' ' || *text == '\t')) ++text;
    while (end > text && (end[-1] == ' ' || end[-1] == '\t')) --end;
    while (k < n && !(strlen(list[k]) == (size_t)(end - text) && !memcmp(list[k], text, (size_t)(end - text)))) ++k;
    if (end > text) y[k < n ? k + 1 : 0] = 1;
    if (!next) return;
    text = next + strlen(separator);
  }
}
)"},
    {"calendar", {}, R"(static double floor_of(double x) {
  const double whole = (double)(int64_t)x;
  return whole > x ? whole - 1 : whole;
}
/* Days from 1970-01-01 to the first of a year, or of a month (0 ... 12) of it. */
static long year_begin(long year) {
  const long y = year + 399; /* of the years before, each fourth has a day more, but for three in 400 years */
  return 365 * (year - 1970) + y / 4 - y / 100 + y / 400 - (2369 / 4 - 2369 / 100 + 2369 / 400);
}
static long month_begin(long year, long month) {
  static const short before[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  const int is_leap = year_begin(year + 1) - year_begin(year) == 366;
  return year_begin(year) + before[month] + (month > 1 && is_leap);
}
)"},
    {"read_date", {"calendar"}, R"(/* Up to `most` digits, after spaces where `blanks`; -1: there is none. */
static long read_digits(const char **text, int least, int most, int blanks) {
  long value = 0;
  int digits = 0;
  while (blanks && (**text == ' ' || **text == '\t')) ++*text;
  for (; digits < most && **text >= '0' && **text <= '9'; ++digits) value = value * 10 + (*(*text)++ - '0');
  return digits < least ? -1 : value;
}
static int read_month(const char **text, long *month) { /* "Feb" or "february" */
  static const char names[12][10] = {"january", "february", "march", "april", "may", "june", "july",
                                     "august", "september", "october", "november", "december"};
  for (*month = 0; *month < 12; ++*month) {
    const char *const name = names[*month];
    size_t i = 0;
    while (name[i] && ((*text)[i] == name[i] || (*text)[i] == name[i] - 'a' + 'A')) ++i;
    if (i >= 3) {
      *text += name[i] ? 3 : i;
      return 1;
    }
  }
  return 0;
}
/* "13:05", "T13:05:09.25Z", " 13:05 +01:00": all that is left of a text, in seconds. */
static int read_time(const char *text, double *seconds) {
  long hour, minute, second = 0, minus;
  if (!*text) return 1;
  if (*text != 'T' && *text != ' ') return 0;
  ++text;
  hour = read_digits(&text, 2, 2, 0);
  if (hour < 0 || hour > 24 || *text++ != ':') return 0;
  minute = read_digits(&text, 2, 2, 0);
  if (minute < 0 || minute > 59) return 0;
  *seconds += (double)(hour * 3600 + minute * 60);
  if (*text == ':') {
    ++text;
    second = read_digits(&text, 2, 2, 0);
    if (second < 0 || second > 60) return 0;
    *seconds += (double)second;
    if (*text == '.') {
      double unit = 0.1;
      for (++text; *text >= '0' && *text <= '9'; unit /= 10) *seconds += unit * (*text++ - '0');
    }
  }
  while (*text == ' ' || *text == '\t') ++text;
  if (!*text || !strcmp(text, "Z") || !strcmp(text, "UTC")) return 1;
  if (*text != '+' && *text != '-') return 0;
  minus = *text++ == '+';
  hour = read_digits(&text, 2, 2, 0);
  if (*text == ':') ++text;
  minute = *text ? read_digits(&text, 2, 2, 0) : 0;
  if (hour < 0 || minute < 0 || *text) return 0;
  *seconds += (double)((minus ? -1 : 1) * (hour * 3600 + minute * 60));
  return 1;
}
/* Seconds since 1970; 0 where the text is no date of this format. */
static int read_date(const char *text, const char *format, double *seconds) {
  long year = 1900, month = 0, day = 1;
  for (; *format; ++format) {
    if (*format == ' ') {
      while (*text == ' ' || *text == '\t') ++text;
    } else if (*format != '%') {
      if (*text++ != *format) return 0;
    } else {
      ++format;
      if (*format == 'Y') year = read_digits(&text, 1, 4, 1);
      else if (*format == 'd') day = read_digits(&text, 1, 2, 1);
      else if (*format == 'm') month = read_digits(&text, 1, 2, 1) - 1;
      else if (!read_month(&text, &month)) return 0;
      if (year < 0 || month < 0 || month > 11 || day < 1 || day > 31) return 0;
    }
  }
  if (day > month_begin(year, month + 1) - month_begin(year, month)) return 0;
  *seconds = (double)(month_begin(year, month) + day - 1) * 86400;
  return read_time(text, seconds);
}
)"},
    {"date_part",
     {"calendar"},
     R"(/* The number of a part: d days, Y year, m month, D day, w weekday, j day of the year, H hour, M minute, S second. */
static double date_part(double seconds, char part) {
  const double whole = floor_of(seconds / 86400), of_day = seconds - whole * 86400;
  const long days = (long)whole;
  long year = 1970 + days / 366, month = 0;
  while (year_begin(year) > days) --year;
  while (year_begin(year + 1) <= days) ++year;
  while (month_begin(year, month + 1) <= days) ++month;
  switch (part) {
    case 'd': return seconds / 86400;
    case 'Y': return (double)year;
    case 'm': return (double)(month + 1);
    case 'D': return (double)(days - month_begin(year, month) + 1);
    case 'w': return (double)(((days + 3) % 7 + 7) % 7);
    case 'j': return (double)(days - year_begin(year) + 1);
    case 'H': return floor_of(of_day / 3600);
    case 'M': return floor_of(of_day / 60) - 60 * floor_of(of_day / 3600);
    case 'S': return of_day - 60 * floor_of(of_day / 60);
    default: return of_day;
  }
}
)"},
    {"circle", {}, R"(/* The sine of so many turns; that of a quarter more is the cosine. */
static double sine_of_turn(double turn) {
  double x, term, sum;
  int k;
  if (turn > 0.5) turn -= 1;
  if (turn > 0.25) turn = 0.5 - turn;
  if (turn < -0.25) turn = -0.5 - turn;
  x = turn * 6.283185307179586;
  for (sum = term = x, k = 2; k < 26; k += 2) {
    term *= -x * x / (k * (k + 1));
    sum += term;
  }
  return sum;
}
static void write_cycle(double turn, float *y) {
  y[0] = (float)sine_of_turn(turn);
  y[1] = (float)sine_of_turn(turn + 0.25);
}
)"},
    {"is_finite", {"bits"}, R"(static int is_finite(float x) { return (bits_of(x) & 0x7f800000u) != 0x7f800000u; }
)"},
    {"count_below", {}, R"(static double count_below(double x, const double *edges, long n) { /* how many are <= x */
  long i = 0;
  while (i < n && edges[i] <= x) ++i;
  return (double)i;
}
)"},
    {"log_double", {}, R"(static double log_double(double x) { /* x > 0; else not a number */
  uint64_t bits, top;
  double s, z, sum;
  int exponent, k;
  if (!(x > 0)) return x * 0 / 0.0;
  memcpy(&bits, &x, sizeof bits);
  top = bits >> 52;
  exponent = (int)top - 1023;
  bits = (bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
  memcpy(&x, &bits, sizeof x);
  if (x > 1.4142135623730951) x *= 0.5, ++exponent;
  s = (x - 1) / (x + 1);
  z = s * s;
  for (sum = 0, k = 21; k > 0; k -= 2) sum = sum * z + 1.0 / k;
  return 2 * s * sum + exponent * 0.6931471805599453;
}
)"},
    {"exp_double", {}, R"(static double exp_double(double x) {
  double n, r, sum, scale;
  uint64_t bits;
  int k;
  if (x < -700) return 0;
  if (x > 700) x = 700;
  n = (double)(int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
  r = x - n * 0.6931471805599453;
  for (sum = 1, k = 14; k > 0; --k) sum = 1 + sum * r / k;
  bits = (uint64_t)((int)n + 1023) << 52;
  memcpy(&scale, &bits, sizeof scale);
  return sum * scale;
}
)"},
    {"log1p_double", {"log_double"}, R"(static double log1p_double(double x) {
  const double u = 1 + x;
  return log_double(u) + (x - (u - 1)) / u;
}
)"},
    {"expm1_double", {"exp_double"}, R"(static double expm1_double(double x) {
  double sum = 0;
  int k;
  if (x > 0.3 || x < -0.3) return exp_double(x) - 1;
  for (k = 14; k > 0; --k) sum = (sum + 1) * x / k;
  return sum;
}
)"},
    {"likeliest", {}, R"(static long likeliest(const float *x, long n) { /* the first of the largest */
  long best = 0, i;
  for (i = 1; i < n; ++i)
    if (x[i] > x[best]) best = i;
  return best;
}
)"},
    {"share_of_logits", {"exp_double"}, R"(static float share_of_logits(const float *x, long k, long n) {
  double sum = 0;
  long i;
  for (i = 0; i < n; ++i) sum += exp_double((double)x[i] - (double)x[k]);
  return (float)(1 / sum);
}
)"},
    {"yeo_johnson", {"log1p_double", "expm1_double"}, R"(static double yeo_johnson(double x, double lambda) {
  const double power = x < 0 ? 2 - lambda : lambda, log = log1p_double(x < 0 ? -x : x);
  const double y = power == 0 ? log : expm1_double(power * log) / power;
  return x < 0 ? -y : y;
}
)"},
};

}  // namespace

std::span<const Helper> column_helpers() { return helpers; }

}  // namespace nntrain::c_code
