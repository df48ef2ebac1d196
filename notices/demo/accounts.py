"""The people of the demonstration. All of them sign in with one password."""

from typing import NamedTuple

from workflows.vocabulary import Role, Side

PASSWORD = "demonstration"  # noqa: S105 (it is printed at every start)
BY, RU = Side.BY, Side.RU


class Account(NamedTuple):
    """A person of the demonstration; `place` is the code of the post or checkpoint, if any."""

    login: str
    name: str
    role: Role
    side: Side
    place: str | None = None
    stamp: str = ""
    shown: bool = False


# fmt: off
ACCOUNTS = (
    Account("inspector", "Янушкевіч Алесь Мікалаевіч", Role.INSPECTOR, BY, "KOZL", shown=True),
    Account("ermolenko", "Ярмоленка Вольга Пятроўна", Role.INSPECTOR, BY, "KOZL"),
    Account("kulik", "Кулік Сяргей Уладзіміравіч", Role.INSPECTOR, BY, "KLOG"),
    Account("adamovich", "Адамовіч Таццяна Яўгенаўна", Role.INSPECTOR, BY, "BENY"),
    Account("lukyanenko", "Лук’яненка Дзмітрый Аляксеевіч", Role.INSPECTOR, BY, "GRIG"),
    Account("officer", "Зуев Константин Павлович", Role.CHECKPOINT_OFFICER, RU, "KGOR",
            "ЛНП 4417", shown=True),
    Account("semyonova", "Семёнова Алёна Игоревна", Role.CHECKPOINT_OFFICER, RU, "KGOR",
            "ЛНП 4423"),
    Account("officer-2", "Гусев Артём Валерьевич", Role.CHECKPOINT_OFFICER, RU, "NOVZ",
            "ЛНП 3208", shown=True),
    Account("panteleev", "Пантелеев Фёдор Ильич", Role.CHECKPOINT_OFFICER, RU, "DUBO",
            "ЛНП 4451"),
    Account("orlova", "Орлова Марина Сергеевна", Role.CHECKPOINT_OFFICER, RU, "KRUG",
            "ЛНП 4460"),
    Account("vasilyev", "Васильев Егор Андреевич", Role.CHECKPOINT_OFFICER, RU, "NEVL",
            "ЛНП 6015"),
    Account("timofeeva", "Тимофеева Юлия Олеговна", Role.CHECKPOINT_OFFICER, RU, "DOLO",
            "ЛНП 6022"),
    Account("exit-by", "Казлоўскі Павел Антонавіч", Role.EXIT_OFFICER, BY, "KOZL", shown=True),
    Account("navitskaya", "Навіцкая Ірына Міхайлаўна", Role.EXIT_OFFICER, BY, "BENY"),
    Account("baranovskiy", "Бараноўскі Ігар Станіслававіч", Role.EXIT_OFFICER, BY, "KLOG"),
    Account("zhuk", "Жук Ганна Фёдараўна", Role.EXIT_OFFICER, BY, "GRIG"),
    Account("exit-ru", "Михайлов Денис Юрьевич", Role.EXIT_OFFICER, RU, "BURA", shown=True),
    Account("kruglov", "Круглов Степан Николаевич", Role.EXIT_OFFICER, RU, "UBYL"),
    Account("belova", "Белова Наталья Викторовна", Role.EXIT_OFFICER, RU, "SHUM"),
    Account("dzagoev", "Дзагоев Руслан Таймуразович", Role.EXIT_OFFICER, RU, "LARS"),
    Account("magomedova", "Магомедова Патимат Ахмедовна", Role.EXIT_OFFICER, RU, "YARA"),
    Account("yusupov", "Юсупов Ринат Маратович", Role.EXIT_OFFICER, RU, "OZIN"),
    Account("ishmuratov", "Ишмуратов Тимур Айратович", Role.EXIT_OFFICER, RU, "SAGA"),
    Account("shishkina", "Шишкина Ольга Андреевна", Role.EXIT_OFFICER, RU, "BUGR"),
    Account("supervisor-by", "Міцкевіч Уладзімір Кузьміч", Role.SUPERVISOR, BY, shown=True),
    Account("supervisor-ru", "Ершова Людмила Геннадьевна", Role.SUPERVISOR, RU, shown=True),
    Account("administrator-by", "Саўчанка Кацярына Ігараўна", Role.ADMINISTRATOR, BY, shown=True),
    Account("administrator-by-2", "Гарбачоў Мікіта Паўлавіч", Role.ADMINISTRATOR, BY, shown=True),
    Account("administrator-ru", "Щербаков Илья Романович", Role.ADMINISTRATOR, RU, shown=True),
    Account("administrator-ru-2", "Тихонова Анна Петровна", Role.ADMINISTRATOR, RU, shown=True),
    Account("auditor-by", "Рыжанкоў Мікола Васільевіч", Role.AUDITOR, BY, shown=True),
    Account("auditor-ru", "Чернышёва Вера Львовна", Role.AUDITOR, RU, shown=True),
)
# fmt: on
