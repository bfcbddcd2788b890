define(function(){
    var menuTree = {
        list: [
            {
                menuName: "<#menu5_1_1#>",
                index: "menu_Wireless",
                tab: [
                    {url: "Advanced_Wireless_Content.asp", tabName: "<#menu5_1_1#>"},
                    {url: "NULL", tabName: "__INHERIT__"}
                ]
            },
            {
                menuName: "<#menu5_3#>",
                index: "menu_WAN",
                tab: [
                    {url: "Advanced_WAN_Content.asp", tabName: "<#menu5_3_1#>"},
                    {url: "Advanced_WANPort_Content.asp", tabName: "<#dualwan#>"},
                    {url: "Advanced_ASUSDDNS_Content.asp", tabName: "DDNS"},
                    {url: "Advanced_NATPassThrough_Content.asp", tabName: "<#NAT_passthrough_itemname#>"},
                    {url: "NULL", tabName: "__INHERIT__"}
                ]
            },
            {
                menuName: "Tools",
                index: "menu_Tools",
                tab: [
                    {url: "Tools_Sysinfo.asp", tabName: "Sysinfo"},
                    {url: "Tools_OtherSettings.asp", tabName: "Other Settings"},
                    {url: "NULL", tabName: "__INHERIT__"}
                ]
            }
        ],
        exclude: {
            menus: function(){ return []; },
            tabs: function(){ return []; }
        }
    };
    return menuTree;
});
